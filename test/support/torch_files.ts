import { strToU8, zipSync } from 'fflate';
import { toFloat16 } from '../../src/half_bits.ts';
import type { FloatTensor, TensorData } from '../../src/tensor.ts';

/** A value as Python has it, and what a pickle has besides. */
export type Pickled =
  | null
  | boolean
  | number
  | string
  | readonly Pickled[]
  | Map<Pickled, Pickled>
  | { readonly tuple: readonly Pickled[] }
  | { readonly global: string }
  | { readonly call: string; readonly args: readonly Pickled[] }
  | { readonly persistent: Pickled }
  | { readonly ordered: Map<Pickled, Pickled>; readonly attributes?: Map<Pickled, Pickled> };

const u32 = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >>> 24) & 255];
const name = (path: string) => {
  const dot = path.lastIndexOf('.');
  return [0x63, ...strToU8(`${path.slice(0, dot)}\n${path.slice(dot + 1)}\n`)];
};
const items = (map: Map<Pickled, Pickled>) =>
  map.size === 0 ? [] : [0x28, ...[...map].flatMap(([key, value]) => [...opcodes(key), ...opcodes(value)]), 0x75];

/** The opcodes of protocol 2 that leave a value on the stack. */
function opcodes(value: Pickled): number[] {
  if (value === null) return [0x4e];
  if (typeof value === 'boolean') return [value ? 0x88 : 0x89];
  if (typeof value === 'string') return [0x58, ...u32(strToU8(value).length), ...strToU8(value)];
  if (typeof value === 'number') {
    if (Number.isInteger(value) && Math.abs(value) < 2 ** 31) return [0x4a, ...u32(value)];
    return [0x47, ...new Uint8Array(Float64Array.of(value).buffer).reverse()];
  }
  if (value instanceof Map) return [0x7d, ...items(value)];
  if (isList(value)) return [0x5d, 0x28, ...value.flatMap(opcodes), 0x65];
  if ('tuple' in value) return [0x28, ...value.tuple.flatMap(opcodes), 0x74];
  if ('global' in value) return name(value.global);
  if ('call' in value) return [...name(value.call), ...opcodes({ tuple: value.args }), 0x52];
  if ('persistent' in value) return [...opcodes(value.persistent), 0x51];
  const { ordered, attributes } = value;
  const state = attributes ? [...opcodes(attributes), 0x62] : [];
  return [...opcodes({ call: 'collections.OrderedDict', args: [] }), ...items(ordered), ...state];
}

const isList = (value: object): value is readonly Pickled[] => Array.isArray(value);

export const pickle = (value: Pickled) => Uint8Array.from([0x80, 2, ...opcodes(value), 0x2e]);

/** Row-major strides. */
const stridesOf = (shape: readonly number[]) =>
  shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));

/** A file of torch.save while it is put together. */
export class TorchFile {
  readonly #files: Record<string, Uint8Array> = {};
  #storages = 0;

  /** Keeps numbers, as `type` says: FloatStorage, HalfStorage, … @returns what a tensor is made of */
  storage(data: TensorData | Uint8Array, type: string, length = data.length): Pickled {
    const key = String(this.#storages++);
    this.#files[`archive/data/${key}`] = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return { persistent: { tuple: ['storage', { global: `torch.${type}` }, key, 'cpu', length] } };
  }

  /** A view of a storage. */
  view(
    storage: Pickled,
    shape: readonly number[],
    offset = 0,
    strides = stridesOf(shape),
    metadata?: Map<Pickled, Pickled>,
  ): Pickled {
    const hooks: Pickled = { ordered: new Map() };
    const args = [storage, offset, { tuple: shape }, { tuple: strides }, false, hooks, ...(metadata ? [metadata] : [])];
    return { call: 'torch._utils._rebuild_tensor_v2', args };
  }

  tensor({ shape, data }: FloatTensor): Pickled {
    return this.view(this.storage(data, data instanceof Float64Array ? 'DoubleStorage' : 'FloatStorage'), shape);
  }

  half({ shape, data }: FloatTensor): Pickled {
    const bits = toFloat16(data);
    return this.view(this.storage(new Uint8Array(bits.buffer), 'HalfStorage', bits.length), shape);
  }

  /** The parameters of a module, as `state_dict()` gives them. */
  stateDict(tensors: Readonly<Record<string, FloatTensor>>): Pickled {
    const ordered = new Map(Object.entries(tensors).map(([key, value]) => [key, this.tensor(value)] as const));
    return { ordered, attributes: new Map([['_metadata', { ordered: new Map() }]]) };
  }

  /** The file with this value in it. */
  save(value: Pickled, others: Readonly<Record<string, Uint8Array>> = {}): Uint8Array {
    const byteorder = strToU8('little');
    const files = { 'archive/data.pkl': pickle(value), 'archive/byteorder': byteorder, ...this.#files, ...others };
    return zipSync(files, { level: 0 });
  }
}

/** What `torch.save(model.state_dict(), path)` writes. */
export function torchFile(tensors: Readonly<Record<string, FloatTensor>>): Uint8Array {
  const file = new TorchFile();
  return file.save(file.stateDict(tensors));
}
