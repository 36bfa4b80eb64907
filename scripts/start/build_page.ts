import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { licences } from '../licences.ts';

/** Contents of a page's files by their paths, such as `/index.html`. */
export type PageFiles = ReadonlyMap<string, string | Uint8Array>;

const root = resolve(import.meta.dirname, '../..');
const kept = join(root, '.cache/pages');

/** Pages that come with the installed command, each in the folder of its input. */
const packed = join(import.meta.dirname, 'pages');

/** Built pages that are kept; older ones go. */
const MOST_KEPT = 8;

/** Where the files of a page are: what the app is made of, and for other pages their folder and those it may import. */
function sourcesOf(input: string): string[] {
  const app = ['index.html', 'src', 'shaders', 'package-lock.json', 'scripts/start/build_page.ts'];
  const [folder = ''] = input.split('/');
  if (folder === input) return app;
  const bench = [...app, 'bench', 'parity', 'bench/package-lock.json'];
  return folder === 'bench' ? bench : [...bench, 'scripts', folder];
}

/** The files under a path of a repository, in order, but for packages and results. */
function filesUnder(repository: string, path: string): string[] {
  if (!statSync(join(repository, path)).isDirectory()) return [path];
  return readdirSync(join(repository, path))
    .filter((name) => name !== 'node_modules' && name !== 'results')
    .sort()
    .flatMap((name) => filesUnder(repository, `${path}/${name}`));
}

/** The same for a page of the same sources, and for no other. */
export function contentHash(input: string, repository = root): string {
  const hash = createHash('sha256').update(input);
  for (const file of sourcesOf(input).flatMap((path) => filesUnder(repository, path))) {
    const content = readFileSync(join(repository, file));
    hash.update(`\0${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 32);
}

/** The files of a page that was built before; undefined where it was not, or has gone. */
function readKept(folder: string): PageFiles | undefined {
  try {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = files.map(({ parentPath, name }) => join(parentPath, name));
    const pathOf = (file: string) => file.slice(folder.length).replaceAll('\\', '/');
    return files.length === 0 ? undefined : new Map(paths.map((file) => [pathOf(file), readFileSync(file)]));
  } catch {
    return undefined;
  }
}

/** Caches a page for later use, completely or not at all. A place that cannot be written only costs time. */
function keep(folder: string, files: PageFiles): void {
  try {
    mkdirSync(kept, { recursive: true });
    const unfinished = mkdtempSync(join(kept, 'unfinished-'));
    for (const [path, content] of files) {
      mkdirSync(dirname(join(unfinished, path)), { recursive: true });
      writeFileSync(join(unfinished, path), content);
    }
    renameSync(unfinished, folder);
    const ages = readdirSync(kept).map((name) => ({ name, at: statSync(join(kept, name)).mtimeMs }));
    for (const { name } of ages.sort((a, b) => b.at - a.at).slice(MOST_KEPT)) {
      rmSync(join(kept, name), { recursive: true, force: true });
    }
  } catch {
    // Another process was faster, or nothing can be written here.
  }
}

/** Builds a page with Vite, which is loaded only where there is something to build. */
async function build(input: string, without: readonly RegExp[]): Promise<PageFiles> {
  const vite = await import('vite');
  const bundled = licences('licenses.md');
  const built = await vite.build({
    root,
    configFile: false,
    logLevel: 'error',
    base: './',
    plugins: [bundled.page],
    worker: { format: 'es', plugins: () => [bundled.worker] },
    build: {
      target: 'es2022',
      write: false,
      rolldownOptions: { input: resolve(root, input), external: [...without] },
    },
  });
  const outputs = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  return new Map(outputs.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source]));
}

/**
 * The files of a page: in the repository built once for each content of its sources, by whichever process needs it first.
 * @param without modules that the page may load later, and is built without
 */
export async function buildPage(input: string, without: readonly RegExp[] = []): Promise<PageFiles> {
  const installed = readKept(join(packed, input));
  if (installed) return installed;
  const folder = join(kept, `${contentHash(input)}${without.length > 0 ? '-packed' : ''}`);
  const before = readKept(folder);
  if (before) return before;
  const files = await build(input, without);
  keep(folder, files);
  return files;
}
