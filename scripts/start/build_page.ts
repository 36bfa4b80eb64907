import { resolve } from 'node:path';
import { build } from 'vite';

/** Contents of a page's files by their paths, such as `/index.html`. */
export type PageFiles = ReadonlyMap<string, string | Uint8Array>;

const root = resolve(import.meta.dirname, '../..');

/** Builds a page into memory. @param input the page, relative to the repository */
export async function buildPage(input: string): Promise<PageFiles> {
  const built = await build({
    root,
    configFile: false,
    logLevel: 'error',
    base: './',
    worker: { format: 'es' },
    build: {
      target: 'es2022',
      write: false,
      // The HDF5 library is one file of 5 MB; it comes only when files are read.
      chunkSizeWarningLimit: 8000,
      rolldownOptions: { input: resolve(root, input) },
    },
  });
  const outputs = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  return new Map(outputs.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source]));
}
