import { damaged, textOf } from './json.ts';
import { readPickle } from './pickle.ts';
import type { StoredTensor } from './stored.ts';
import { TorchTensor, TorchWorld } from './torch_world.ts';
import type { ZipMember } from './zip.ts';

type Members = ReadonlyMap<string, ZipMember>;

const PICKLE = 'data.pkl';
/** Levels of nested dictionaries that are searched; weights are not nested deeper. */
const DEEPEST = 8;

/** A file of `torch.save`. */
export interface TorchFile {
  /** All tensors, those of nested dictionaries by dotted names: `state_dict.vocab.bias`. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** The saved value: dictionaries as Maps, lists and tuples as arrays. */
  readonly value: unknown;
}

/** Whether the files of a zip file are those of `torch.save` (PyTorch 1.6 and newer). */
export const isTorchZip = (members: Members) => rootOf(members) !== undefined;

/**
 * The tensors of a file of `torch.save`. Its pickle is read as data; nothing is executed.
 * @param where name of the file, for messages
 * @throws CheckpointError when it is damaged, or contains anything but tensors, numbers, strings, lists and dictionaries
 */
export function readTorchZip(members: Members, where: string): TorchFile {
  const root = rootOf(members) ?? '';
  const order = members.get(`${root}byteorder`);
  const byteOrder = order ? textOf(`${where}: byteorder`, order.content()).trim() : 'little';
  if (byteOrder !== 'little' && byteOrder !== 'big') damaged(`${where}: byteorder`, 'little or big', byteOrder);
  const place = `${where}: ${PICKLE}`;
  const world = new TorchWorld(place, (key) => members.get(`${root}data/${key}`), byteOrder === 'big');
  const content = members.get(root + PICKLE)?.content() ?? new Uint8Array();
  const value = readPickle(content, place, world);
  const tensors = new Map<string, StoredTensor>();
  collect(value, '', DEEPEST, tensors, new Set(), where);
  return { tensors, value };
}

/** The folder that contains all files. */
function rootOf(members: Members): string | undefined {
  const path = [...members.keys()].find((name) => name === PICKLE || name.endsWith(`/${PICKLE}`));
  return path?.slice(0, -PICKLE.length);
}

function collect(
  value: unknown,
  name: string,
  depth: number,
  tensors: Map<string, StoredTensor>,
  seen: Set<unknown>,
  where: string,
): void {
  if (value instanceof TorchTensor) {
    if (tensors.has(name)) damaged(`${where}: ${name}`, 'one tensor with this name', 'two');
    tensors.set(name, value);
  }
  // Each container is visited once: shared references can multiply without bound, or form a cycle.
  if (!(value instanceof Map || Array.isArray(value)) || depth === 0 || seen.has(value)) return;
  seen.add(value);
  const entries: Iterable<readonly [unknown, unknown]> = value.entries();
  for (const [key, one] of entries) {
    if (typeof key !== 'string' && typeof key !== 'number') continue;
    collect(one, name === '' ? `${key}` : `${name}.${key}`, depth - 1, tensors, seen, where);
  }
}
