import { describe, expect, test } from 'vitest';
import { OptionError } from '../../src/errors.ts';
import { productTiles } from '../../src/gpu/products/tiles.ts';
import { fingerprint } from '../../src/gpu/tuning/fingerprint.ts';
import { difference, type Measurement, shareOfBest } from '../../src/gpu/tuning/measure.ts';
import { tuningShapes } from '../../src/gpu/tuning/shapes.ts';
import { choiceKey, kernelOf, shapeClass, Variants } from '../../src/gpu/variants.ts';
import { affineForward } from '../../src/ops/affine_forward.ts';
import { ops } from '../../src/ops/registry.ts';

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

  test('what only a GPU is fast at is not timed on a software adapter', () => {
    const variants = new Variants(deviceOf(4));
    expect(variants.worthTiming(kernelOf(affineForward), true)).toEqual(['plain', 'shared_rows']);
    expect(variants.worthTiming(kernelOf(affineForward), false)).toContain('tile_64');
  });

  test('are chosen for one op and shape class, and only if they are offered', () => {
    const variants = new Variants(deviceOf(32));
    variants.choose({ 'affine_forward large': 'tile_64' });
    const rowsOf = (K: number, N: number) => variants.kernel(affineForward, { K, N }).constants?.({}).TILE_ROWS;
    expect([rowsOf(512, 512), rowsOf(64, 64)]).toEqual([64, undefined]);
    expect(() => variants.choose({ 'affine_forward large': 'shared_rows' })).toThrow(OptionError);
  });
});

describe('tuning', () => {
  test('times every kernel that has variants, once for each shape class it can have', () => {
    const keys = tuningShapes(true).map(({ op, sizes }) => choiceKey(op.name, shapeClass(sizes)));
    const withVariants = Object.values(ops).filter((op) => kernelOf(op).variants);
    const weights = (dims: readonly string[]) => dims.includes('H') || dims.includes('K');
    const wanted = withVariants.flatMap(({ name, dims }) => [
      `${name} large`,
      ...(weights(dims) ? [`${name} small`] : []),
    ]);
    expect([...keys].sort()).toEqual(wanted.sort());
  });

  test.each([true, false])(
    'begins with what costs most of a step: every product of large matrices (software: %s)',
    (software) => {
      const shapes = tuningShapes(software);
      const kinds = shapes.map(({ sizes }) => shapeClass(sizes));
      expect(kinds.slice(0, 7)).not.toContain('small');
      const lstm = shapes.slice(0, 5).map(({ op }) => op.name);
      expect(lstm).toContain('lstm_step_forward');
      expect(lstm.filter((name) => name.startsWith('affine')).length).toBe(3);
    },
  );

  test('another adapter has another key', () => {
    expect(fingerprint(deviceOf(4))).toBe(fingerprint(deviceOf(4)));
    expect(new Set([deviceOf(4), deviceOf(32), deviceOf(4, [])].map(fingerprint)).size).toBe(3);
  });

  test('a result is compared in every element, and NaN is no result', () => {
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
