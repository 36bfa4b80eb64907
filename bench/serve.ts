import { join } from 'node:path';
import { createServer } from 'vite';
import { pageHeaders } from '../scripts/start/content_policy.ts';
import { guardPlugin } from '../scripts/start/guard.ts';
import { isolation, peerPackages, peerPlaces } from './peers/serving.ts';

/** The benchmark page, being served. */
export interface ServedBench {
  readonly address: string;
  close(): Promise<void>;
}

/** Packages of the page itself; Vite bundles them before the page is opened, or it reloads the page in between. */
const pagePackages = ['preact', 'preact/hooks', 'preact/jsx-dev-runtime', '@preact/signals', 'uplot'];
const randomPackages = [
  'pure-rand/distribution/uniformFloat64',
  'pure-rand/distribution/uniformInt',
  'pure-rand/generator/xoroshiro128plus',
];

/** Serves `bench/index.html` to this machine only, isolated, so that its clocks are fine enough for JavaScript times. */
export async function serveBench(): Promise<ServedBench> {
  const root = join(import.meta.dirname, '..');
  const server = await createServer({
    root,
    configFile: false,
    cacheDir: 'node_modules/.vite-bench',
    logLevel: 'error',
    plugins: [guardPlugin()],
    resolve: { alias: peerPlaces },
    server: {
      host: '127.0.0.1',
      port: 0,
      hmr: false,
      watch: null,
      cors: false,
      headers: { ...pageHeaders, ...isolation },
    },
    optimizeDeps: {
      include: [...pagePackages, ...randomPackages, 'wgsl-preprocessor/wgsl-preprocessor.js', ...peerPackages],
      entries: [],
    },
  });
  await server.listen();
  const address = server.httpServer?.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { address: `http://127.0.0.1:${port}/bench/index.html`, close: () => server.close() };
}
