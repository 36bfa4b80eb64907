import { describe, expect, it } from 'vitest';
import { caffe } from '../../src/vision/convention.ts';
import { share } from '../../src/vision/lifetimes.ts';
import type { NetworkFile } from '../../src/vision/network_file.ts';
import { roomFor } from '../../src/vision/network_program.ts';
import { imagesOfRun } from '../../src/vision/network_programs.ts';
import { planOf } from '../../src/vision/plan.ts';
import { convolutionsOf, type Version } from '../../src/vision/squeezenet.ts';

/** Channels of a SqueezeNet as it was published, without its weights. */
function published(version: Version): NetworkFile {
  const squeezes = [16, 16, 32, 32, 48, 48, 64, 64];
  const filters = convolutionsOf(version).map(({ name, window: R }) => {
    const [, fire = '', part = ''] = /^fire(\d)\/(\w+)$/.exec(name) ?? [];
    const squeeze = squeezes[Number(fire) - 2] ?? 0;
    const single = name === 'conv10' ? 1000 : version === '1.0' ? 96 : 64;
    const F = fire === '' ? single : part === 'squeeze1x1' ? squeeze : 4 * squeeze;
    return [name, { F, C: 0, R, weight: new Float32Array(), bias: new Float32Array() }] as const;
  });
  return { name: 'none', version, convention: caffe(version), filters: new Map(filters), checksum: '' };
}

const backend = { maxBufferLength: 2 ** 30, precision: 'float32' } as never;
const MIB = 2 ** 20;

describe.each(['1.0', '1.1'] as const)('a run of SqueezeNet %s', (version) => {
  const file = published(version);
  const side = file.convention.inputSize;

  it('has the sizes of its definition', () => {
    const { activations } = planOf(file, side, side, 'images');
    const sidesOf = (name: string) => activations.get(name)?.height;
    const wanted = version === '1.0' ? [109, 54, 27, 13, 15] : [113, 56, 28, 14, 14];
    const names =
      version === '1.0'
        ? ['conv1', 'fire2', 'fire5', 'fire9', 'conv10']
        : ['conv1', 'fire2', 'fire4', 'fire9', 'conv10'];
    expect(names.map(sidesOf)).toEqual(wanted);
  });

  it.each([false, true])(
    'takes as many pictures as go in 128 MiB a buffer and 256 MiB in all, gradient %s',
    (gradient) => {
      const wanted = { outputs: ['conv10'], mean: true, gradient };
      for (const pixels of [side, 448]) {
        const plan = planOf(file, pixels, pixels, 'images');
        const images = imagesOfRun(plan, wanted, backend);
        const { largest, all } = roomFor(plan, wanted);
        expect(images).toBeGreaterThanOrEqual(1);
        expect(4 * images * largest).toBeLessThanOrEqual(128 * MIB);
        expect(4 * images * all).toBeLessThanOrEqual(256 * MIB);
        const more = 4 * (images + 1);
        expect(more * largest > 128 * MIB || more * all > 256 * MIB).toBe(true);
      }
    },
  );
});

describe('share', () => {
  it('reuses memory that is no longer needed, and never shares it', () => {
    const lives = [
      { name: 'a', length: 5, from: -1, until: 0 },
      { name: 'b', length: 9, from: 0, until: 2 },
      { name: 'c', length: 7, from: 1, until: 3 },
      { name: 'd', length: 4, from: 3, until: 5 },
      { name: 'e', length: 6, from: 4, until: 5 },
    ];
    const { lengths, roomOf } = share(lives);
    for (const one of lives) {
      expect(lengths[roomOf.get(one.name) ?? -1]).toBeGreaterThanOrEqual(one.length);
      for (const other of lives) {
        const together = one !== other && one.from <= other.until && other.from <= one.until;
        if (together) expect(roomOf.get(one.name), `${one.name}, ${other.name}`).not.toBe(roomOf.get(other.name));
      }
    }
    expect([...lengths].sort()).toEqual([7, 9]);
  });
});
