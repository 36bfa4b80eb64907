import { browserStore } from '../../src/checkpoint/browser_store.ts';
import { decodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { CheckpointError, StorageError } from '../../src/errors.ts';
import type { Backend } from '../../src/ops/backend.ts';
import { resumed, savedAt, unbroken } from '../support/resume.ts';
import { UPDATE_RULES } from '../support/update_rules.ts';
import { equal, fails } from './check.ts';
import { withBackend } from './shared_devices.ts';
import { CELLS } from './small_captioner.ts';

const exact = Object.fromEntries(
  CELLS.flatMap((cell) =>
    UPDATE_RULES.map((updateRule, index) => [
      `${cell} ${updateRule}: 60 steps are 31, saved, loaded on another device, and 29 more, bit for bit`,
      async () => {
        const sampling = index % 2 === 0 ? 'random' : 'shuffled';
        const options = { updateRule, sampling, seed: 5, lrDecay: 0.95, dropout: { words: 0.2, output: 0.2 } } as const;
        const whole = await withBackend((backend) => unbroken(backend, cell, 60, options));
        const bytes = await withBackend((backend) => savedAt(backend, cell, 31, options));
        const resume = (backend: Backend) => resumed(backend, bytes, 60, options);
        const found = await withBackend(resume, { place: 'second' });
        equal(found, whole, 'losses, norms and parameters');
      },
    ]),
  ),
);

/** A browser store that fails on its way: every writable it opens throws when it is written to. */
function failingStore(folder: string, reason: DOMException) {
  return browserStore(folder, async () => {
    const root = await navigator.storage.getDirectory();
    const wrapHandle = (handle: FileSystemFileHandle) =>
      Object.assign(Object.create(handle), {
        getFile: () => handle.getFile(),
        createWritable: async () => {
          const writable = await handle.createWritable();
          await writable.write(new Uint8Array(3));
          return { write: () => Promise.reject(reason), close: () => undefined, abort: () => writable.abort() };
        },
      });
    const directory = await root.getDirectoryHandle(folder, { create: true });
    const wrapped = {
      getFileHandle: async (...named: Parameters<FileSystemDirectoryHandle['getFileHandle']>) =>
        wrapHandle(await directory.getFileHandle(...named)),
      removeEntry: (name: string) => directory.removeEntry(name),
    };
    return { getDirectoryHandle: async () => wrapped } as unknown as FileSystemDirectoryHandle;
  });
}

const stores = {
  'the browser keeps checkpoints, replaces, lists and removes them': async () => {
    const store = browserStore('test-kept');
    const name = 'latest.safetensors';
    equal(await store.read(name), undefined, 'before any is written');
    await store.write(name, Uint8Array.of(1, 2, 3));
    await store.write(name, Uint8Array.of(4, 5));
    equal([...((await browserStore('test-kept').read(name)) ?? [])], [4, 5], 'the second');
    const [only, ...others] = await store.list();
    equal([only?.name, only?.bytes, others.length], [name, 2, 0], 'list');
    await store.remove(name);
    await store.remove(name);
    equal(await store.read(name), undefined, 'after it was removed');
  },
  'a full disk while the browser writes is a StorageError, and the previous checkpoint is still there': async () => {
    const store = browserStore('test-full');
    const full = failingStore('test-full', new DOMException('no room', 'QuotaExceededError'));
    await store.write('latest.safetensors', Uint8Array.of(7));
    await fails(() => full.write('latest.safetensors', Uint8Array.of(1, 2)), StorageError, /QuotaExceededError/);
    await fails(() => full.write('other.safetensors', Uint8Array.of(1, 2)), StorageError, /QuotaExceededError/);
    equal([...((await store.read('latest.safetensors')) ?? [])], [7], 'the previous one');
    equal((await store.list()).length, 1, 'files');
    await store.remove('latest.safetensors');
  },
  'storage that is denied is a StorageError': async () => {
    const denied = browserStore('test-denied', () => Promise.reject(new DOMException('no', 'SecurityError')));
    await fails(() => denied.write('latest.safetensors', Uint8Array.of(1)), StorageError, /SecurityError/);
    await fails(() => denied.read('latest.safetensors'), StorageError, /SecurityError/);
  },
  'a checkpoint cut short in the browser is a CheckpointError': () =>
    withBackend(async (backend) => {
      const bytes = await savedAt(backend, 'lstm', 2, {});
      await fails(() => decodeCheckpoint(bytes.subarray(0, bytes.length - 1), 'kept'), CheckpointError, /kept/);
    }),
};

export const checkpointChecks: Readonly<Record<string, () => Promise<void>>> = { ...exact, ...stores };
