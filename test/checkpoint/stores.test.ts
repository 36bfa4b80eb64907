import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { browserStore } from '../../src/checkpoint/browser_store.ts';
import { folderStore } from '../../src/checkpoint/folder_store.ts';
import { httpStore } from '../../src/checkpoint/http_store.ts';
import { OptionError, StorageError } from '../../src/errors.ts';

const LATEST = 'latest.safetensors';
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fourgate-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a folder', () => {
  it('is created, stores, replaces, lists and removes', async () => {
    const store = folderStore(join(folder, 'a', 'b'));
    expect(await store.list()).toEqual([]);
    expect(await store.read(LATEST)).toBeUndefined();
    await store.write(LATEST, Uint8Array.of(1, 2, 3));
    // Two at once: neither may be mixed with the other.
    await Promise.all([store.write(LATEST, Uint8Array.of(4)), store.write(LATEST, Uint8Array.of(5, 6))]);
    expect(await store.read(LATEST)).toEqual(Uint8Array.of(5, 6));
    expect(await store.list()).toMatchObject([{ name: LATEST, bytes: 2 }]);
    await store.remove(LATEST);
    await store.remove(LATEST);
    expect(readdirSync(join(folder, 'a', 'b'))).toEqual([]);
  });

  it('that is a file is a StorageError', async () => {
    const path = join(folder, 'file');
    writeFileSync(path, 'x');
    await expect(folderStore(path).write(LATEST, Uint8Array.of(1))).rejects.toThrow(StorageError);
    await expect(folderStore(path).write(LATEST, Uint8Array.of(1))).rejects.toThrow(/EEXIST|ENOTDIR/);
  });

  it('that cannot be read says so, and does not ask for space', async () => {
    mkdirSync(join(folder, LATEST));
    const reading = folderStore(folder).read(LATEST);
    await expect(reading).rejects.toThrow(
      /expected a file that can be read, found Error: EISDIR.*you may read and change it/,
    );
    await expect(reading).rejects.not.toThrow(/room|space/);
  });

  it('that cannot be written to keeps the previous file', async () => {
    const store = folderStore(folder);
    await store.write(LATEST, Uint8Array.of(7));
    mkdirSync(join(folder, `${LATEST}.part`));
    await expect(store.write(LATEST, Uint8Array.of(8))).rejects.toThrow(StorageError);
    expect(await store.read(LATEST)).toEqual(Uint8Array.of(7));
  });

  it.runIf(existsSync('/dev/full'))('on a full disk keeps the previous file, and works again afterwards', async () => {
    const store = folderStore(folder);
    await store.write(LATEST, Uint8Array.of(7));
    symlinkSync('/dev/full', join(folder, `${LATEST}.part`));
    await expect(store.write(LATEST, Uint8Array.of(8))).rejects.toThrow(/ENOSPC.*existing checkpoints are unchanged/);
    expect(await store.read(LATEST)).toEqual(Uint8Array.of(7));
    await store.write(LATEST, Uint8Array.of(9));
    expect(await store.read(LATEST)).toEqual(Uint8Array.of(9));
  });

  it.each(['../out', '/etc/x', '.hidden', '', 'a/b', 'x.part'])('refuses the name %j', async (name) => {
    await expect(folderStore(folder).write(name, Uint8Array.of(1))).rejects.toThrow(OptionError);
  });
});

describe('a server', () => {
  const files = new Map<string, Buffer>();
  let full = false;
  let listed = '[]';
  let server: Server;
  let base = '';

  beforeEach(async () => {
    server = createServer(async (request, response) => {
      const name = request.url?.slice('/kept/'.length) ?? '';
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      if (request.method === 'PUT' && full) response.writeHead(507).end('no room');
      else if (request.method === 'PUT') response.writeHead(files.set(name, Buffer.concat(parts)) ? 204 : 500).end();
      else if (name === '') response.writeHead(200).end(listed);
      else if (request.method === 'DELETE') response.writeHead(files.delete(name) ? 204 : 404).end();
      else response.writeHead(files.has(name) ? 200 : 404).end(files.get(name));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/kept/`;
  });
  afterEach(() => server.close());

  it('stores, returns and removes; a refusal is a StorageError', async () => {
    const store = httpStore(base);
    expect(await store.read(LATEST)).toBeUndefined();
    await store.write(LATEST, Uint8Array.of(1, 2, 3));
    full = true;
    await expect(store.write(LATEST, Uint8Array.of(9))).rejects.toThrow(StorageError);
    await expect(store.write(LATEST, Uint8Array.of(9))).rejects.toThrow(/507 no room/);
    expect(await store.read(LATEST)).toEqual(Uint8Array.of(1, 2, 3));
    await store.remove(LATEST);
    await store.remove(LATEST);
    expect(await store.read(LATEST)).toBeUndefined();
    server.close();
    server.closeAllConnections();
    await expect(store.read(LATEST)).rejects.toThrow(StorageError);
    await expect(store.list()).rejects.toThrow(StorageError);
  });

  it('lists its files, the latest first; any other response is a StorageError', async () => {
    const store = httpStore(base);
    const files = [
      { name: 'a', bytes: 1, modified: 5 },
      { name: 'b', bytes: 2, modified: 7 },
    ];
    listed = JSON.stringify(files);
    expect(await store.list()).toEqual(files.toReversed());
    for (const wrong of ['', '{}', 'checkpoints', '[1]', '[{"name":"a","bytes":1}]']) {
      listed = wrong;
      await expect(store.list()).rejects.toThrow(StorageError);
    }
  });
});

describe('a browser', () => {
  it('lists existing files, but not those that another tab removes in the meantime', async () => {
    const handle = (name: string, getFile: () => Promise<unknown>) => ({ kind: 'file', name, getFile });
    const there = (name: string, lastModified: number) => handle(name, async () => ({ name, size: 3, lastModified }));
    const gone = handle('b', () => Promise.reject(new DOMException('gone', 'NotFoundError')));
    async function* values() {
      yield* [there('a', 1), gone, { kind: 'directory' }, there('c', 2)];
    }
    const root = { getDirectoryHandle: async () => ({ values }) } as unknown as FileSystemDirectoryHandle;
    expect(await browserStore('kept', async () => root).list()).toEqual([
      { name: 'c', bytes: 3, modified: 2 },
      { name: 'a', bytes: 3, modified: 1 },
    ]);
  });
});
