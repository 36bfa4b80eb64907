import type { Import } from './sources.ts';

/**
 * What a folder may import besides its own files and the leaves: folders and files, of `src` where they name no other folder
 * of the repository; `type:x`, types of x alone; `npm:x`, the package x, and `npm:*` any. `src` is all of it but `app`. A
 * folder that is not here does not belong to the house.
 */
const table: Readonly<Record<string, string>> = {
  ops: '',
  cpu: 'ops',
  gpu: 'ops shaders npm:wgsl-preprocessor',
  layers: 'ops',
  data: 'metrics/tokenize.ts npm:fflate npm:node',
  model: 'ops vision data/split.ts type:data',
  train: 'model ops type:data',
  metrics: '',
  vision: 'tensor_files ops npm:sharp',
  tensor_files: 'npm:fflate',
  checkpoint: 'tensor_files model ops type:train type:data npm:node',
  prepare: 'vision data metrics',
  evaluate: 'metrics model data',
  explain: 'prepare vision model data',
  sources: 'explain prepare vision checkpoint model data open_backend.ts type:ops',
  runs: 'checkpoint tensor_files model data type:sources type:train type:ops',
  worker: 'runs sources explain prepare vision checkpoint evaluate train model data open_backend.ts type:ops',
  client: 'worker/protocol.ts type:sources data/scenes',
  app: 'client worker/protocol.ts evaluate/coco_results.ts explain/unit_words.ts type:runs type:sources type:explain type:evaluate type:data data/scenes npm:preact npm:@preact/signals npm:uplot',
  parity: 'ops',
  scripts: 'src test/fuzz test/support/process_memory.ts npm:*',
  bench: 'src app parity scripts npm:*',
  command: 'src scripts bench npm:*',
  test: 'src app parity bench scripts shaders npm:*',
};

/** Folders beside `src`. */
export const otherFolders = ['parity', 'scripts', 'bench', 'command', 'test'];

/** What leaves import besides one another: all others may import them. */
const ofLeaves = 'npm:pure-rand';
/** Files beside the folders of `src`, and a folder. */
export const leaves = [
  'errors.ts',
  'arguments.ts',
  'dispose.ts',
  'option_checks.ts',
  'tensor.ts',
  'random.ts',
  'half.ts',
  'half_bits.ts',
  'finite.ts',
  'special_words.ts',
  'picture.ts',
  'platform.ts',
  'make_folder.ts',
  'options',
];
export const rootFiles = ['index.ts', 'open_backend.ts'];

const packageOf = (name: string) =>
  name.startsWith('node:') ? 'node' : name.split('/', name.startsWith('@') ? 2 : 1).join('/');

/** Why an import of a file is against the table, or `undefined` if it is not. */
export function breach({ from, to, typeOnly }: Import): string | undefined {
  const [folder = '', ...rest] = from.replace(/^src\//, '').split('/');
  if (rest.length === 0 && rootFiles.includes(folder)) return undefined;
  const row = leaves.includes(folder) ? ofLeaves : rest.length > 0 ? table[folder] : undefined;
  if (row === undefined) return `${from}: no such place in the house`;
  const may = row.split(' ');
  const target = to.replace(/^src\//, '');
  const ofSource = target !== to;
  if (!ofSource && ![...otherFolders, 'shaders'].includes(to.split('/')[0] ?? '')) {
    return may.includes('npm:*') || may.includes(`npm:${packageOf(to)}`)
      ? undefined
      : `${from} imports the package ${to}`;
  }
  const under = (place: string) => target === place || target.startsWith(`${place}/`);
  const anySource = ofSource && !under('app') && may.includes('src');
  if (anySource || leaves.some(under) || (rest.length > 0 && under(folder)) || may.some(under)) return undefined;
  if (typeOnly && may.some((place) => place.startsWith('type:') && under(place.slice(5)))) return undefined;
  return `${from} imports ${typeOnly ? 'types of ' : ''}${to}`;
}

/** What rows allow and no import needs. */
export function unused(imports: readonly Import[]): string[] {
  const reached = new Map<string, string[]>();
  for (const { from, to, typeOnly } of imports) {
    const [folder = ''] = from.replace(/^src\//, '').split('/');
    const target = to.replace(/^src\//, '');
    reached.set(folder, [
      ...(reached.get(folder) ?? []),
      target,
      `npm:${packageOf(to)}`,
      ...(typeOnly ? [`type:${target}`] : []),
    ]);
  }
  return Object.entries(table).flatMap(([folder, row]) => {
    const needed = (place: string) =>
      ['', 'src', 'npm:*'].includes(place) ||
      reached.get(folder)?.some((target) => target === place || target.startsWith(`${place}/`));
    return row.split(' ').flatMap((place) => (needed(place) ? [] : `${folder}: ${place}`));
  });
}

/** The first import cycle, as the files along it, or `undefined` if there is none. */
export function findCycle(imports: readonly Import[]): string[] | undefined {
  const edges = new Map<string, string[]>();
  for (const { from, to } of imports) edges.set(from, [...(edges.get(from) ?? []), to]);
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of edges.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of edges.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}
