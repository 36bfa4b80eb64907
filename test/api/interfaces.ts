import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as api from '../../src/index.ts';
import { FakeDevice } from '../gpu/fake_device.ts';
import { backend, data, trainer, weights } from './fixtures.ts';
import { layerRows, layers } from './layers.ts';
import { type Argument, type Row, row, text } from './row.ts';
import { network, networkRows } from './vision.ts';

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
const loaded = await api.loadCaptioner(backend, weights, 'a file');
const http = api.httpStore('http://127.0.0.1:1/');
const browser = api.browserStore();

const gpu = await api.openBackend('webgpu', { device: new FakeDevice().device });
const prototypeOf = (one: object): object => Object.getPrototypeOf(one);

function backendRows(on: api.Backend) {
  const buffer = on.create('buffer', 2);
  const floats: Argument = [Float32Array.of(1), 'typed'];
  const type: Argument = ['uint', 'nothing'];
  return {
    create: [row((label, length, of) => on.create(label, length, of), text('a'), [2, 'number'], type)],
    createParts: [
      row((label, lengths, of) => on.createParts(label, lengths, of), text('a'), [[2], 'list', 'numbers'], type),
    ],
    write: [row((to, values, start) => on.write(to, values, start), [buffer], floats, [0, 'nothing'])],
    read: [row((from) => on.read(from), [buffer])],
    record: [row((label) => on.record(label), text('a'))],
    destroyBuffer: [row((it) => on.destroyBuffer(it), [on.create('b', 1)])],
    destroy: [],
  };
}

/** What exported functions return with methods of its own. */
export const interfaces = {
  'what createLayers returns': { of: layers, rows: layerRows },
  'what loadNetwork returns': { of: prototypeOf(network), rows: networkRows },
  'what loadCaptioner returns': {
    of: loaded,
    rows: {
      checkData: [row((given) => loaded.checkData(given), [data])],
      resume: [row((given) => loaded.resume(given), [trainer])],
    },
  },
  'what folderStore returns': {
    of: folder,
    rows: { ...storeRows(folder), list: [row(() => folder.list())], idle: [row(() => folder.idle())] },
  },
  'what httpStore returns': { of: http, rows: { ...storeRows(http), list: [] } },
  'what browserStore returns': { of: browser, rows: { ...storeRows(browser), list: [] } },
  'what openBackend returns for the CPU': { of: prototypeOf(backend), rows: backendRows(backend) },
  'what openBackend returns for WebGPU': { of: prototypeOf(gpu), rows: { ...backendRows(gpu), sibling: [] } },
} satisfies Readonly<Record<string, { readonly of: object; readonly rows: Readonly<Record<string, readonly Row[]>> }>>;
