import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { kindOfFile } from '../../src/app/file_kind.ts';
import { trialFiles } from './trial_files.ts';

const kindOf = (bytes: Uint8Array) => kindOfFile(new Blob([bytes as BlobPart]));
const headed = (length: bigint, after: string) => {
  const bytes = new Uint8Array(8 + after.length);
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  bytes.set(new TextEncoder().encode(after), 8);
  return bytes;
};

describe('the kind of a file', () => {
  it.each([
    ['model.bin', 'weights'],
    ['weights.npz', 'weights'],
    ['model.pth', 'weights'],
    ['none.npz', 'other'],
    ['photo.jpg', 'picture'],
    ['photo.dat', 'picture'],
    ['features.h5', 'hdf5'],
    ['images.zip', 'archive'],
    ['notes.txt', 'other'],
    ['empty.txt', 'other'],
  ])('%s is %s', async (name, kind) => {
    expect(await kindOf(trialFiles[name] ?? new Uint8Array())).toBe(kind);
  });

  it('a safetensors header has a plausible length, although text may look like one', async () => {
    expect(await kindOf(headed(2n, '{}'))).toBe('weights');
    expect(await kindOf(headed(100_000_001n, '{}'))).toBe('other');
    expect(await kindOf(new TextEncoder().encode('{"a": 1,{'))).toBe('other');
    expect(await kindOf(headed(2n, ''))).toBe('other');
  });

  it('weights are found in a zip archive whatever the order of its members, and in a truncated one', async () => {
    const filler = { 'readme.txt': new Uint8Array(200_000) };
    const zip = zipSync({ ...filler, 'W.npy': new Uint8Array(9) }, { level: 0 });
    expect(await kindOf(zip)).toBe('weights');
    expect(await kindOf(zipSync(filler, { level: 0 }))).toBe('archive');
    expect(await kindOf((trialFiles['weights.npz'] ?? new Uint8Array()).slice(0, 44))).toBe('weights');
  });

  it.each([
    ['GIF89a', 'picture'],
    ['RIFF....WEBPVP8 ', 'picture'],
    ['RIFF....WAVEfmt ', 'other'],
    ['....ftypavif', 'picture'],
    ['....ftypisom', 'other'],
  ])('%s is %s', async (text, kind) => {
    expect(await kindOf(new TextEncoder().encode(text))).toBe(kind);
  });
});
