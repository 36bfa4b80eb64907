import { sizeOf } from '../tensor.ts';
import { damaged, refused } from './json.ts';
import { NUMBER_TYPES, type NumberType, swapped } from './number_types.ts';
import { PickledName, type PickleWorld } from './pickle.ts';
import { gathered, type StoredTensor } from './stored.ts';
import type { ZipMember } from './zip.ts';

/** PyTorch's storages, and their number types. */
const STORAGES: Readonly<Record<string, string>> = {
  'torch.DoubleStorage': 'F64',
  'torch.FloatStorage': 'F32',
  'torch.HalfStorage': 'F16',
  'torch.BFloat16Storage': 'BF16',
  'torch.LongStorage': 'I64',
  'torch.IntStorage': 'I32',
  'torch.ShortStorage': 'I16',
  'torch.CharStorage': 'I8',
  'torch.ByteStorage': 'U8',
  'torch.BoolStorage': 'BOOL',
  'torch.ComplexFloatStorage': 'C64',
  'torch.ComplexDoubleStorage': 'C128',
};
const IS_STORAGE = /^torch\.\w+Storage$/;
const MOST_AXES = 64;

/** Numbers in one file of the zip file; tensors are views of it. */
class Storage {
  readonly typeName: string;
  readonly member: ZipMember;
  /** Count of numbers. */
  readonly length: number;

  constructor(typeName: string, member: ZipMember, length: number) {
    this.typeName = typeName;
    this.member = member;
    this.length = length;
  }

  get type(): NumberType | undefined {
    const name = STORAGES[this.typeName];
    return name === undefined ? undefined : NUMBER_TYPES[name];
  }
}

/** A tensor of a pickle. */
export class TorchTensor implements StoredTensor {
  readonly shape: readonly number[];
  readonly typeName: string;
  readonly type?: NumberType;
  readonly read: StoredTensor['read'];

  constructor({ shape, typeName, type, read }: StoredTensor) {
    this.shape = shape;
    this.typeName = typeName;
    if (type) this.type = type;
    this.read = read;
  }
}

/** What a pickle of `torch.save` contains in addition to plain values: ordered dictionaries, parameters, tensors, storages. */
export class TorchWorld implements PickleWorld {
  readonly #where: string;
  readonly #storage: (key: string) => ZipMember | undefined;
  readonly #bigEndian: boolean;

  /** @param storage the file of a storage by its key */
  constructor(where: string, storage: (key: string) => ZipMember | undefined, bigEndian: boolean) {
    this.#where = where;
    this.#storage = storage;
    this.#bigEndian = bigEndian;
  }

  knows(name: string): boolean {
    return IS_STORAGE.test(name) || Object.hasOwn(this.#functions, name);
  }

  call(name: string, args: readonly unknown[]): unknown {
    return this.#functions[name]?.(args) ?? this.#broken(`a call of ${name}`);
  }

  load(identifier: unknown): unknown {
    const [kind, type, key, , length] = Array.isArray(identifier) ? identifier : [];
    if (kind !== 'storage' || !(type instanceof PickledName) || !IS_STORAGE.test(type.name) || typeof key !== 'string')
      return this.#broken('a storage');
    const member = this.#storage(key);
    if (!member) return this.#broken(`the storage ${key}`, 'none');
    const storage = new Storage(type.name, member, this.#natural(length));
    const needed = storage.length * (storage.type?.bytes ?? 0);
    if (needed > member.size) this.#broken(`${needed} bytes in the storage ${key}`, `${member.size}`);
    return storage;
  }

  readonly #functions: Readonly<Record<string, (args: readonly unknown[]) => unknown>> = {
    'collections.OrderedDict': () => new Map(),
    'torch._utils._rebuild_parameter': ([tensor]) => tensor,
    'torch._utils._rebuild_tensor_v2': (args) => this.#tensor(args),
  };

  #tensor([storage, first, size, stride, , , metadata]: readonly unknown[]): TorchTensor {
    if (!(storage instanceof Storage)) return this.#broken('a tensor of a storage');
    const [shape, strides, offset] = [this.#naturals(size), this.#naturals(stride), this.#natural(first)];
    if (strides.length !== shape.length) this.#broken(`${shape.length} strides`, `${strides.length}`);
    if (metadata instanceof Map && metadata.size > 0) this.#refuse('a lazily negated or conjugated tensor');
    const count = sizeOf(shape);
    const span = count === 0 ? 0 : shape.reduce((sum, axis, i) => sum + (axis - 1) * (strides[i] as number), 1);
    if (offset + span > storage.length) this.#broken(`${offset + span} numbers in a storage`, `${storage.length}`);
    if (count > storage.length) this.#refuse('a tensor that repeats its numbers');
    const { type, typeName } = storage;
    const read = () => {
      const each = type?.bytes ?? 0;
      const bytes = storage.member.content().subarray(offset * each, (offset + span) * each);
      const { buffer } = this.#bigEndian ? swapped(bytes, each) : new Uint8Array(bytes);
      return gathered(type?.read?.(buffer) ?? new Int32Array(), shape, strides);
    };
    return new TorchTensor({ shape, typeName, ...(type && { type }), read });
  }

  #naturals(values: unknown): number[] {
    if (!Array.isArray(values) || values.length > MOST_AXES) return this.#broken(`at most ${MOST_AXES} axes`);
    return values.map((value) => this.#natural(value));
  }

  #natural(value: unknown): number {
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
      ? value
      : this.#broken('a natural number', typeof value === 'number' ? `${value}` : undefined);
  }

  #broken(expected: string, found = 'something else'): never {
    return damaged(this.#where, expected, found);
  }

  #refuse(found: string): never {
    return refused(this.#where, 'plain tensors', found, 'Save it after .contiguous().resolve_neg().');
  }
}
