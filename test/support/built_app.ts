import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { build } from 'vite';
import { root } from '../house/sources.ts';

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** The app as a server has it that knows nothing of it. */
export interface BuiltApp {
  readonly address: string;
  /** Every answer so far, by its path. */
  readonly answers: ReadonlyMap<string, Uint8Array>;
  close(): void;
}

/** Builds the app as `npm run build:app` does, and serves it. */
export async function serveBuiltApp(outDir: string): Promise<BuiltApp> {
  await asInProduction(() =>
    build({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'error', build: { outDir } }),
  );
  const answers = new Map<string, Uint8Array>();
  const server = createServer(({ url = '/' }, response) => {
    const [path = ''] = url.split('?');
    response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
    try {
      const content = readFileSync(join(outDir, path));
      answers.set(path, content);
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  const { port, close } = await listening(server);
  return { address: `http://127.0.0.1:${port}/`, answers, close };
}

/** Under test, builds would hold the place in the sources of every element, which visitors do not get. */
async function asInProduction(make: () => Promise<unknown>): Promise<void> {
  const { NODE_ENV: before } = process.env;
  process.env.NODE_ENV = 'production';
  try {
    await make();
  } finally {
    process.env.NODE_ENV = before;
  }
}

/** Lets a server listen on a free port of this machine. */
export async function listening(server: Server): Promise<{ readonly port: number; close(): void }> {
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { port: (server.address() as AddressInfo).port, close };
}
