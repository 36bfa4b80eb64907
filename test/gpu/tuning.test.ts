import { describe, expect, test } from 'vitest';
import { OptionError } from '../../src/errors.ts';
import { productTiles } from '../../src/gpu/products/tiles.ts';
import { fingerprint } from '../../src/gpu/tuning/fingerprint.ts';
import { choicesOnSoftware, firstChoices } from '../../src/gpu/tuning/first_choices.ts';
import { difference, type Measurement, shareOfBest } from '../../src/gpu/tuning/measure.ts';
import { tuningShapes } from '../../src/gpu/tuning/shapes.ts';
import { kernelOf, Variants } from '../../src/gpu/variants.ts';
import { affineForward } from '../../src/ops/affine_forward.ts';
import { ops } from '../../src/ops/every_op.ts';

/** What a device of four, or of 32, lanes a subgroup says of itself. */
const deviceOf = (lanes: number, features: string[] = ['subgroups']) => ({
  features: new Set(features) as unknown as GPUSupportedFeatures,
  limits: {} as GPUSupportedLimits,
  adapterInfo: {
    vendor: 'a',
    architecture: '',
    device: '',
    description: '',
    isFallbackAdapter: false,
    subgroupMinSize: lanes,
    subgroupMaxSize: lanes,
  } as GPUAdapterInfo,
});

const measurement = (chosen: string, calls: number, times: Record<string, number>): Measurement => ({
  op: 'affine_forward',
  shape: 'large',
  sizes: {},
  calls,
  chosen,
  times: Object.entries(times)
    .map(([variant, milliseconds]) => ({ variant, milliseconds, gflops: 1 }))
    .sort((a, b) => a.milliseconds - b.milliseconds),
  dropped: [],
});

describe('variants', () => {
  const offered = (lanes: number, features?: string[]) =>
    new Variants(deviceOf(lanes, features)).offered(kernelOf(affineForward));

  test('rows are shared by four lanes only', () => {
    const tiles = Object.keys(productTiles);
    const others = tiles.filter((name) => name !== 'shared_rows');
    expect(tiles.slice(0, 2)).toEqual(['plain', 'shared_rows']);
    expect(offered(4)).toEqual(tiles);
    expect(offered(32)).toEqual(others);
    expect(offered(4, [])).toEqual(others);
  });

  test('variants that are fast only on a GPU are not timed on a software adapter', () => {
    const variants = new Variants(deviceOf(4));
    const sizes = { M: 1024, K: 512, N: 1024 };
    expect(variants.worthTiming(kernelOf(affineForward), true, sizes)).toEqual(['plain', 'shared_rows']);
    expect(variants.worthTiming(kernelOf(affineForward), false, sizes)).toContain('tile_64');
  });

  test('tiles are timed if they suit the product', () => {
    const timed = (M: number, N: number) =>
      new Variants(deviceOf(32)).worthTiming(kernelOf(affineForward), false, { M, K: 512, N });
    expect(timed(7, 2048)).toEqual(['plain', 'sum_8x32']);
    expect(timed(25, 2048)).toEqual([
      'plain',
      'tile_32',
      'sum_8x32',
      'sum_16x32',
      'sum_32x8',
      'sum_32x16',
      'sum_32x32',
    ]);
    expect(timed(2048, 2048)).toEqual(['plain', 'tile_32', 'tile_64', 'tile_128']);
  });

  test('are chosen for one op and shape class, and only if available', () => {
    const variants = new Variants(deviceOf(32));
    variants.choose({ 'affine_forward 256x1024x512': 'tile_64' });
    const rowsOf = (sizes: Record<string, number>) => variants.kernel(affineForward, sizes).constants?.({}).TILE_ROWS;
    expect(rowsOf({ M: 280, N: 1004, K: 512 })).toBe(64);
    expect(() => variants.choose({ 'affine_forward 256x1024x512': 'shared_rows' })).toThrow(OptionError);
    for (const key of ['affine_forward 256x1024', 'affine_forward 100x1024x512', 'affine_forward large', 'nothing']) {
      expect(() => variants.choose({ [key]: 'plain' }), key).toThrow(OptionError);
    }
  });

  test('a class without a choice takes that of the nearest, unless the op has one for all', () => {
    const variants = new Variants(deviceOf(32));
    const classes = { 'affine_forward 256x1024x512': 'tile_64', 'affine_forward 8x1024x512': 'sum_8x32' };
    const nameFor = (M: number) => variants.nameFor(kernelOf(affineForward), { M, N: 1004, K: 512 });
    variants.choose(classes);
    expect([1, 8, 25, 100, 280, 5000].map(nameFor)).toEqual([
      'sum_8x32',
      'sum_8x32',
      'sum_8x32',
      'tile_64',
      'tile_64',
      'tile_64',
    ]);
    variants.choose({ ...classes, affine_forward: 'tile_32' });
    expect([25, 280].map(nameFor)).toEqual(['tile_32', 'tile_64']);
  });
});

describe('tuning', () => {
  const isProduct = (name: string) => /^(affine|rnn|lstm|convolution)_/.test(name) && !name.endsWith('_bias');

  test('times every kernel that has variants', () => {
    const withVariants = Object.values(ops).filter((op) => kernelOf(op).variants);
    for (const software of [true, false]) {
      const timed = new Set(tuningShapes(software).map(({ op }) => op.name));
      expect([...timed].sort()).toEqual(withVariants.map(({ name }) => name).sort());
    }
  });

  test.each([true, false])(
    'begins with every kernel at the most expensive size of a step (software: %s)',
    (software) => {
      const shapes = tuningShapes(software);
      const kinds = new Set(shapes.map(({ op }) => op.name)).size;
      expect(new Set(shapes.slice(0, kinds).map(({ op }) => op.name)).size).toBe(kinds);
      expect(shapes.slice(0, 10).every(({ op }) => isProduct(op.name))).toBe(true);
      // Somebody waits for a software adapter, whose choice for one shape is that for all.
      expect(shapes.length === kinds).toBe(software);
    },
  );

  test('a GPU begins with choices for every product, among the available ones', () => {
    const products = Object.values(ops).filter(({ name }) => isProduct(name));
    const first = firstChoices(new Variants(deviceOf(32)));
    for (const { name } of products) expect(Object.keys(first).some((key) => key.startsWith(`${name} `))).toBe(true);
    expect(first['softmax_loss 256x1024']).toBe('subgroups');
    const without = firstChoices(new Variants(deviceOf(32, [])));
    expect(Object.values(without)).not.toContain('subgroups');
    for (const [device, choices] of [
      [deviceOf(32), first],
      [deviceOf(32, []), without],
    ] as const) {
      const variants = new Variants(device);
      variants.choose(choices);
      expect(variants.choices).toEqual(choices);
    }
  });

  test("a software adapter has four lanes share rows in a captioner's products, and plain kernels elsewhere", () => {
    const variants = new Variants(deviceOf(4));
    const known = choicesOnSoftware(variants);
    variants.choose(known);
    for (const op of Object.values(ops).filter(({ name }) => /^(affine|rnn|lstm)_/.test(name) && isProduct(name))) {
      for (const rows of [1, 25, 1000]) {
        expect([op.name, variants.nameFor(kernelOf(op), { M: rows, rows, K: 512, N: 512, H: 512 })]).toEqual([
          op.name,
          'shared_rows',
        ]);
      }
    }
    for (const [key, name] of Object.entries(known)) {
      const kernel = kernelOf(ops[key as keyof typeof ops]);
      expect(variants.worthTiming(kernel, true, {}), key).toContain(name);
    }
    expect(choicesOnSoftware(new Variants(deviceOf(8)))).toEqual({});
  });

  test('another adapter has another key', () => {
    expect(fingerprint(deviceOf(4))).toBe(fingerprint(deviceOf(4)));
    expect(new Set([deviceOf(4), deviceOf(32), deviceOf(4, [])].map(fingerprint)).size).toBe(3);
  });

  test('a result is compared in every element, and NaN never matches', () => {
    const right = Float32Array.of(1, -2, 3);
    expect(difference([right], [Float32Array.of(1, -2.00001, 3)])).toBeUndefined();
    expect(difference([right], [Float32Array.of(1, -2, 3.1)])).toContain('[2]');
    expect(difference([right], [Float32Array.of(Number.NaN, -2, 3)])).toContain('[0]');
    expect(difference([right], [])).toContain('[0]');
  });

  test('the share of the best weighs shapes by calls and time', () => {
    const best = measurement('b', 10, { plain: 3, b: 2 });
    expect(shareOfBest([best])).toBe(1);
    expect(shareOfBest([best, measurement('plain', 5, { plain: 8, b: 4 })])).toBeCloseTo((20 + 20) / (20 + 40), 12);
    expect(shareOfBest([measurement('gone', 1, { plain: 4, b: 1 })])).toBe(0.25);
  });
});
