import type { Import } from './sources.ts';

interface Row {
  /** Folders of `src` it may import, besides its own and the leaves. */
  readonly folders: readonly string[];
  /** Folders of `src` it may import types of. */
  readonly types?: readonly string[];
  /** Packages it may import. */
  readonly packages?: readonly string[];
}

/** Which folder may import what. A folder that is not here does not belong to the house. */
const table: Readonly<Record<string, Row>> = {
  ops: { folders: [] },
  cpu: { folders: ['ops'] },
  gpu: { folders: ['ops', 'shaders'], packages: ['wgsl-preprocessor'] },
  layers: { folders: ['ops'] },
  data: { folders: ['metrics/tokenize.ts'], packages: ['fflate', 'node'] },
  decode: { folders: ['ops'] },
  model: {
    folders: [
      'decode',
      'ops',
      'data/split.ts',
      'vision/squeezenet.ts',
      'vision/plan.ts',
      'vision/record_layers.ts',
      'vision/network_program.ts',
      'vision/network_programs.ts',
    ],
    types: ['data', 'vision/convention.ts', 'vision/device_filters.ts'],
  },
  train: { folders: ['model', 'ops'], types: ['data'] },
  metrics: { folders: [] },
  vision: { folders: ['tensor_files', 'ops'], packages: ['sharp'] },
  tensor_files: { folders: [], packages: ['fflate'] },
  checkpoint: { folders: ['tensor_files', 'model', 'ops'], types: ['train', 'data'], packages: ['node'] },
  prepare: { folders: ['vision', 'data', 'metrics'] },
  evaluate: { folders: ['metrics', 'model', 'data'], types: ['decode'] },
  worker: {
    folders: [
      'prepare',
      'vision',
      'checkpoint',
      'tensor_files',
      'evaluate',
      'metrics',
      'train',
      'model',
      'data',
      'open_backend.ts',
    ],
    types: ['decode', 'ops'],
  },
  app: {
    folders: ['worker/protocol.ts', 'evaluate/coco_results.ts'],
    packages: ['preact', '@preact/signals', 'uplot'],
  },
};

/** Files beside the folders: what anyone may import, and what may import anyone. */
const leaves: Row = { folders: [], packages: ['pure-rand'] };
export const leafFiles = [
  'errors.ts',
  'arguments.ts',
  'options.ts',
  'tensor.ts',
  'random.ts',
  'half.ts',
  'finite.ts',
  'special_words.ts',
  'picture.ts',
  'make_folder.ts',
];
/** A folder of leaves, which import one another and the files above. */
const leafFolder = 'options';
export const rootFiles = ['index.ts', 'open_backend.ts'];

const packageOf = (name: string) =>
  name.startsWith('node:') ? 'node' : name.split('/', name.startsWith('@') ? 2 : 1).join('/');

/** Why an import of a file under `src` is against the table, or `undefined` if it is not. */
export function breach({ from, to, typeOnly }: Import): string | undefined {
  const [, folder = '', ...rest] = from.split('/');
  if (rest.length === 0 && rootFiles.includes(folder)) return undefined;
  const isLeaf = rest.length === 0 ? leafFiles.includes(folder) : folder === leafFolder;
  const row = isLeaf ? leaves : rest.length === 0 ? undefined : table[folder];
  if (row === undefined) return `${from}: no such place in the house`;
  const target = to.startsWith('src/') ? to.slice(4) : to;
  const inside = to.startsWith('src/') || to.startsWith('shaders/');
  if (!inside) return row.packages?.includes(packageOf(to)) ? undefined : `${from} imports the package ${to}`;
  const under = (place: string) => target === place || target.startsWith(`${place}/`);
  if (leafFiles.includes(target) || under(leafFolder) || (rest.length > 0 && under(folder)) || row.folders.some(under))
    return undefined;
  if (typeOnly && row.types?.some(under)) return undefined;
  return `${from} imports ${typeOnly ? 'types of ' : ''}${to}`;
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
