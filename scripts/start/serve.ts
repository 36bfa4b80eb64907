import { resolve } from 'node:path';
import { build, preview } from 'vite';

/** A page that is being served. */
export interface Served {
  /** Ends in a slash. */
  readonly address: string;
  close(): Promise<void>;
}

const root = resolve(import.meta.dirname, '../..');

/**
 * Builds a page and serves what was built. Not vite's development server: that one reloads the page when it comes upon a
 * package it did not know of, and a reload ends a run.
 * @param input the page, relative to the repository
 * @param outDir where it is built, relative to the repository
 */
export async function servePage(input = 'index.html', outDir = '.cache/app'): Promise<Served> {
  const common = { root, configFile: false, logLevel: 'error', base: './' } as const;
  await build({
    ...common,
    worker: { format: 'es' },
    build: {
      target: 'es2022',
      outDir,
      emptyOutDir: true,
      // The HDF5 library is one file of 5 MB; it comes only when files are read.
      chunkSizeWarningLimit: 8000,
      rolldownOptions: { input: resolve(root, input) },
    },
  });
  const server = await preview({ ...common, build: { outDir }, preview: { host: '127.0.0.1', port: 4173 } });
  const [address = ''] = server.resolvedUrls?.local ?? [];
  return { address, close: () => server.close() };
}
