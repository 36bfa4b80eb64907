import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as api from '../../src/index.ts';
import { backend, buffer } from './fixtures.ts';
import { layerRows, layers } from './layers.ts';
import { type Argument, type Row, row, text } from './row.ts';

const folder = api.folderStore(join(tmpdir(), 'fourgate-none-such'));
const bytes: Argument = [Uint8Array.of(1)];
const name: Argument = ['a', 'string'];

/** Methods of a store whose right calls go nowhere: only what is wrong is looked at. */
const wrong = (...args: Parameters<typeof row>): Row => ({ ...row(...args), wrongOnly: true });
const storeRows = (store: api.CheckpointStore) => ({
  read: [wrong((given) => store.read(given), name)],
  write: [
    wrong((given) => store.write(given, Uint8Array.of(1)), name),
    wrong((given) => store.write('a', given), bytes),
  ],
  remove: [wrong((given) => store.remove(given), name)],
});
const http = api.httpStore('http://127.0.0.1:1/');
const browser = api.browserStore();

/** What exported functions return with methods of its own. */
export const interfaces = {
  'what createLayers returns': { of: layers, rows: layerRows },
  'what folderStore returns': {
    of: folder,
    rows: { ...storeRows(folder), list: [row(() => folder.list())], idle: [row(() => folder.idle())] },
  },
  'what httpStore returns': { of: http, rows: { ...storeRows(http), list: [] } },
  'what browserStore returns': { of: browser, rows: { ...storeRows(browser), list: [] } },
  'what openBackend returns': {
    of: Object.getPrototypeOf(backend) as object,
    rows: {
      create: [
        row(
          (label, length, type) => backend.create(label, length, type),
          text('a'),
          [2, 'number'],
          ['uint', 'nothing'],
        ),
      ],
      createParts: [
        row(
          (label, lengths, type) => backend.createParts(label, lengths, type),
          text('a'),
          ...([
            [[2], 'list', 'numbers'],
            ['uint', 'nothing'],
          ] as const),
        ),
      ],
      write: [
        row(
          (to, values, start) => backend.write(to, values, start),
          [buffer],
          [Float32Array.of(1), 'typed'],
          [0, 'nothing'],
        ),
      ],
      read: [row((from) => backend.read(from), [buffer])],
      record: [row((label) => backend.record(label), text('a'))],
      destroyBuffer: [row((it) => backend.destroyBuffer(it), [backend.create('b', 1)])],
      destroy: [row(async () => (await api.openBackend('cpu')).destroy())],
    },
  },
} satisfies Readonly<Record<string, { readonly of: object; readonly rows: Readonly<Record<string, readonly Row[]>> }>>;
