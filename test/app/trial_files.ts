import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { tensor } from '../../src/tensor.ts';
import { writeSafetensors } from '../../src/tensor_files/safetensors.ts';

const bytes = (...numbers: number[]) => Uint8Array.from(numbers);
const npy = bytes(0x93, ...strToU8('NUMPY'), 1, 0);

/** Files of every kind by the names they go by, which may lie. */
export const trialFiles: Readonly<Record<string, Uint8Array>> = {
  'model.bin': writeSafetensors({ Wx: tensor([1, 2], [1, 2]) }),
  'weights.npz': zipSync({ 'W_embed.npy': npy }),
  'model.pth': zipSync({ 'archive/data.pkl': bytes(0x80, 2), 'archive/version': strToU8('3') }),
  'old.pt': bytes(0x80, 2, 0x8a, 0x0a),
  'row.npy': npy,
  'none.npz': strToU8('this is text'),
  'photo.jpg': bytes(0xff, 0xd8, 0xff, 0xe0, 0, 16),
  'photo.dat': bytes(0x89, ...strToU8('PNG\r\n\x1a\n')),
  'features.h5': bytes(0x89, ...strToU8('HDF\r\n\x1a\n')),
  'images.zip': zipSync({ 'a.jpg': bytes(0xff, 0xd8, 0xff) }),
  'notes.txt': strToU8('hello'),
  'empty.txt': bytes(),
  'coco2014_captions.h5': strToU8('any'),
  'coco2014_vocab.json': strToU8('{}'),
  'train2014_vgg16_fc7.h5': strToU8('any'),
  'val2014_vgg16_fc7.h5': strToU8('any'),
};

export const dataFiles = Object.keys(trialFiles).filter((name) => name.includes('2014'));

/** Writes them all into a new folder, and the pictures, the data and the notes once more into folders in it. */
export async function writeTrialFiles(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fourgate-test-'));
  const write = async (names: readonly string[], ...path: string[]) => {
    const into = join(folder, ...path);
    await mkdir(into, { recursive: true });
    await Promise.all(names.map((name) => writeFile(join(into, name), trialFiles[name] ?? '')));
  };
  await write(Object.keys(trialFiles));
  await write([...dataFiles, 'notes.txt'], 'set');
  await write(['photo.jpg', 'photo.dat'], 'set', 'images');
  await write([], 'empty');
  return folder;
}
