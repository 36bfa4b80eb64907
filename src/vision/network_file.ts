import { firstNonFinite, placeOf } from '../finite.ts';
import { crc32 } from '../tensor_files/crc32.ts';
import { refuseOthers } from '../tensor_files/file_kinds.ts';
import { refused } from '../tensor_files/json.ts';
import { readSafetensors } from '../tensor_files/safetensors.ts';
import { checkFloats, type StoredTensor, type StoredTensors } from '../tensor_files/stored.ts';
import { isTorchZip, readTorchZip } from '../tensor_files/torch_zip.ts';
import { readZip } from '../tensor_files/zip.ts';
import { isZip } from '../tensor_files/zip_directory.ts';
import { type Convention, caffe, conventionOf, TORCHVISION } from './convention.ts';
import { CLASSIFIER, convolutionsOf, FIRST, FIRST_WINDOW, type Version } from './squeezenet.ts';

/** The numbers of one convolution: weights (F, C, R, S) as files have them, biases (F). */
export interface Filters {
  readonly F: number;
  readonly C: number;
  /** Pixels a side of the window. */
  readonly R: number;
  readonly weight: Float32Array | Float64Array;
  readonly bias: Float32Array | Float64Array;
}

/** What a weights file says of a network. */
export interface NetworkFile {
  /** The name of the file. */
  readonly name: string;
  readonly version: Version;
  readonly convention: Convention;
  /** By the names of `convolutionsOf`; without the classifier's where the file has none. */
  readonly filters: ReadonlyMap<string, Filters>;
  /** CRC-32 of the file: it distinguishes two files of the same network. */
  readonly checksum: string;
}

type Style = 'name' | 'torchvision';

/**
 * The SqueezeNet in a file: 1.0 or 1.1, with or without classifier, as safetensors with torchvision's or Caffe's names, or a
 * state dict of `torch.save` with torchvision's, all behind a common prefix if need be. Which it is, the names and shapes say.
 * @throws CheckpointError naming what is missing, damaged, not finite or of another network
 */
export function readNetworkFile(bytes: Uint8Array, where: string): NetworkFile {
  const { tensors, metadata } = contentsOf(bytes, where);
  const { prefix, style } = findFirst(tensors, where);
  const version = versionOf(tensors, prefix, style, where);
  const usual = style === 'torchvision' ? TORCHVISION : caffe(version);
  const filters = filtersOf(tensors, prefix, style, version, where);
  const convention = conventionOf(metadata, usual, where);
  return { name: where, version, convention, filters, checksum: crc32(bytes).toString(16).padStart(8, '0') };
}

function contentsOf(bytes: Uint8Array, where: string) {
  refuseOthers(bytes, where);
  if (!isZip(bytes)) return readSafetensors(bytes, where);
  const members = readZip(bytes, where);
  if (isTorchZip(members)) return { tensors: readTorchZip(members, where).tensors, metadata: {} };
  const remedy = 'Save the weights with torch.save(model.state_dict(), path), or as safetensors.';
  return refused(where, 'a zip file of PyTorch', `one of ${members.size} other files`, remedy);
}

/** Where the first convolution is, which says how all are named. */
function findFirst(tensors: StoredTensors, where: string): { readonly prefix: string; readonly style: Style } {
  for (const style of ['torchvision', 'name'] as const) {
    for (const name of tensors.keys()) {
      const prefix = name.slice(0, -`${FIRST[style]}.weight`.length);
      if (name === `${prefix}${FIRST[style]}.weight` && /^$|[./]$/.test(prefix)) return { prefix, style };
    }
  }
  const names = [...tensors.keys()].slice(0, 8).join(', ');
  const found =
    names === '' ? 'no tensors at all' : `${names}${tensors.size > 8 ? ` and ${tensors.size - 8} more` : ''}`;
  return refused(
    where,
    OURS,
    found,
    'Their names are torchvision’s (features.0.weight, …) or Caffe’s (conv1.weight, …).',
  );
}

const OURS = 'the weights of SqueezeNet 1.0 or 1.1';

function versionOf(tensors: StoredTensors, prefix: string, style: Style, where: string): Version {
  const name = `${prefix}${FIRST[style]}.weight`;
  const shape = tensors.get(name)?.shape ?? [];
  const versions = Object.entries(FIRST_WINDOW) as [Version, number][];
  const version = versions.find(([, R]) => shape.slice(1).join() === [3, R, R].join())?.[0];
  if (version !== undefined) return version;
  const expected = `floats of shape (F, 3, 7, 7), as SqueezeNet 1.0 has, or (F, 3, 3, 3), as 1.1`;
  return refused(`${where}: ${name}`, expected, `shape (${shape.join(', ')})`, 'It is of another network.');
}

function filtersOf(tensors: StoredTensors, prefix: string, style: Style, version: Version, where: string) {
  const filters = new Map<string, Filters>();
  const known = new Set<string>();
  for (const convolution of convolutionsOf(version)) {
    const [weight, bias] = ['weight', 'bias'].map((part) => `${prefix}${convolution[style]}.${part}`) as [
      string,
      string,
    ];
    known.add(weight).add(bias);
    if (convolution.name === CLASSIFIER && !tensors.has(weight) && !tensors.has(bias)) continue;
    const C = convolution.reads.reduce((sum, name) => sum + (filters.get(name)?.F ?? 0), 0) || 3;
    const stored = (name: string) => tensors.get(name) ?? missing(name, where);
    const F = stored(weight).shape[0] || 1;
    const R = convolution.window;
    filters.set(convolution.name, {
      ...{ F, C, R },
      weight: numbersOf(`${where}: ${weight}`, stored(weight), [F, C, R, R]),
      bias: numbersOf(`${where}: ${bias}`, stored(bias), [F]),
    });
  }
  for (const name of tensors.keys()) {
    if (!name.startsWith(prefix) || known.has(name)) continue;
    refused(`${where}: ${name}`, `tensors of SqueezeNet ${version} only`, 'one more', 'It is of another network.');
  }
  return filters;
}

const missing = (name: string, where: string) =>
  refused(`${where}: ${name}`, `a tensor of ${OURS}`, 'no such tensor', 'It is of another network, or not whole.');

function numbersOf(where: string, stored: StoredTensor, shape: readonly number[]): Float32Array | Float64Array {
  checkFloats(where, stored, shape);
  const data = stored.read() as Float32Array | Float64Array;
  const at = firstNonFinite(data);
  if (at < 0) return data;
  const remedy = 'The file is damaged, or of a training that diverged: use another copy of it.';
  return refused(`${where}[${placeOf(at, shape).join(', ')}]`, 'a finite number', String(data[at]), remedy);
}
