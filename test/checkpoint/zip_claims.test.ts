import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { decodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { toPyTorch } from '../../src/checkpoint/pytorch.ts';
import { importWeights } from '../../src/checkpoint/weights.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { CheckpointError } from '../../src/errors.ts';
import { Random } from '../../src/random.ts';
import { npz } from '../support/numpy_files.ts';
import { resumeData, savedAt } from '../support/resume.ts';
import { torchFile } from '../support/torch_files.ts';

const backend = new CpuBackend({ precision: 'float32' });
const lstm = decodeCheckpoint(await savedAt(backend, 'lstm', 3, {}), 'lstm');
const parameters = { ...lstm.parameters };
const MEGABYTE = 2 ** 20;

/** Why a file is refused. */
function refusal(file: Uint8Array): string {
  try {
    importWeights(file, 'file', resumeData.vocabulary);
  } catch (error) {
    if (error instanceof CheckpointError) return error.message;
    throw error;
  }
  throw new Error('it was read');
}

/** Bytes that do not shrink. */
const noise = (length: number) => {
  const random = new Random(1);
  return Uint8Array.from({ length }, () => random.below(256));
};

/** The zip file with numbers of its directory's entries changed: at an offset, so many bytes. */
function withEntries(file: Uint8Array, changes: readonly (readonly [number, number, 2 | 4])[]): Uint8Array {
  const changed = file.slice();
  const view = new DataView(changed.buffer);
  let entry = view.getUint32(changed.length - 6, true);
  while (view.getUint32(entry, true) === 0x02014b50) {
    const next = entry + 46 + view.getUint16(entry + 28, true);
    for (const [offset, value, bytes] of changes) {
      if (bytes === 2) view.setUint16(entry + offset, value, true);
      else view.setUint32(entry + offset, value, true);
    }
    entry = next;
  }
  return changed;
}

describe('a zip file', () => {
  const file = npz(parameters);
  const stored = torchFile(toPyTorch(lstm));

  it('that would unpack to far more than its size is refused', () => {
    const bomb = withEntries(zipSync({ 'a.npy': noise(400_000) }), [[24, 300 * MEGABYTE, 4]]);
    expect(refusal(bomb)).toMatch(/at most 268435456 bytes.*314572800.*uncompressed/);
    const ten = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`${i}.npy`, noise(40_000)]));
    expect(refusal(withEntries(zipSync(ten), [[24, 30 * MEGABYTE, 4]]))).toMatch(/at most 268435456 bytes.*314572800/);
  });

  it('that contains more than announced is cut off at the announced size', () => {
    const bomb = zipSync({ 'a.npy': new Uint8Array(8 * MEGABYTE) }, { level: 9 });
    expect(refusal(withEntries(bomb, [[24, 100, 4]]))).toMatch(/a\.npy: expected 100 bytes, found more/);
    // What comes after a damage near its end is not even looked at.
    const long = zipSync({ 'a.npy': noise(400_000) });
    const spoilt = long.map((byte, i) => (i > 300_000 && i < 390_000 ? 0xff : byte));
    expect(refusal(withEntries(spoilt, [[24, 100, 4]]))).toMatch(/a\.npy: expected 100 bytes, found more/);
    expect(refusal(spoilt)).toMatch(/a\.npy: expected (deflated bytes|the checksum)/);
  });

  it('whose files overlap is refused', () => {
    // As long as the directory, which is behind the last of them: none ends beyond the zip file.
    const view = new DataView(stored.buffer);
    const length = view.getUint32(stored.length - 10, true);
    const long = withEntries(stored, [
      [20, length, 4],
      [24, length, 4],
    ]);
    expect(refusal(long)).toMatch(/bytes of files, found \d+: they overlap/);
  });

  it('whose names were altered in one place is refused: a bias would be ignored', () => {
    const text = new TextDecoder('latin1').decode(file);
    for (const at of [text.indexOf('b.npy'), text.lastIndexOf('b.npy')]) {
      const altered = file.map((byte, i) => (i === at ? 0x7f : byte));
      expect(refusal(altered)).toMatch(/expected the name in the directory/);
    }
    const unnamed = file.map((byte, i) => (i === text.lastIndexOf('b.npy') + 2 ? 0x7f : byte));
    expect(refusal(unnamed)).toMatch(/expected the name in the directory, found b_vocab\.npy/);
  });

  it('whose directory is longer than its entries is refused', () => {
    const fewer = file.slice();
    new DataView(fewer.buffer).setUint16(fewer.length - 12, 7, true);
    expect(refusal(fewer)).toMatch(/a directory of \d+ bytes, found \d+/);
  });

  it.each([
    ['says more than deflate can', withEntries(file, [[24, 2 ** 31, 4]]), /at most \d+ bytes in \d+, found 2147483648/],
    ['announces more than it contains', withEntries(file, [[24, 400, 4]]), /expected 400 bytes/],
    [
      'has a packed size beyond its end',
      withEntries(file, [[20, 2 ** 20, 4]]),
      /from \d+ on, found the end of the zip file/,
    ],
    ['has a file beyond its end', withEntries(file, [[42, 2 ** 30, 4]]), /a file at byte 1073741824/],
    ['is encrypted', withEntries(file, [[8, 1, 2]]), /encrypted.*Save it again/],
    ['is packed otherwise', withEntries(file, [[10, 12, 2]]), /compression method 12/],
    ['has another checksum', withEntries(file, [[16, 7, 4]]), /the checksum 7, found .*altered/],
    ['is stored in other sizes', withEntries(stored, [[24, 7, 4]]), /expected 7 bytes/],
    ['has a name beyond its end', withEntries(file, [[28, 0xffff, 2]]), /\d files in the zip file, found 0/],
    ['has no directory', file.slice(0, -30), /its directory, found none/],
  ])('that %s is refused', (_, damaged, message) => {
    expect(refusal(damaged)).toMatch(message);
  });

  it('whose directory announces 65,535 files, or another offset, is refused', () => {
    const view = (change: (end: DataView) => void) => {
      const changed = file.slice();
      change(new DataView(changed.buffer, changed.length - 22));
      return changed;
    };
    expect(refusal(view((end) => end.setUint16(10, 0xffff, true)))).toMatch(/65535 files in the zip file, found 8/);
    expect(refusal(view((end) => end.setUint32(16, 0xfffffff0, true)))).toMatch(/8 files in the zip file, found 0/);
  });

  it('with two files of the same name is refused', () => {
    const two = zipSync({ 'W_embed.npy': new Uint8Array(3), 'W_Embed.npy': new Uint8Array(4) });
    const renamed = two.map((byte, i) => (byte === 0x45 && two[i + 1] === 0x6d ? 0x65 : byte));
    expect(refusal(renamed)).toMatch(/W_embed\.npy: expected one file with this name/);
  });
});
