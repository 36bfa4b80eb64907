import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Kernel } from '../../src/gpu/kernel.ts';
import { kernels } from '../../src/gpu/kernels/every_kernel.ts';
import { layoutOf } from '../../src/gpu/products/layout.ts';
import { type ProductTile, productTiles } from '../../src/gpu/products/tiles.ts';

/** Limits that every WebGPU device has. */
const THREADS = 256;
const WORKGROUP_BYTES = 16_384;

const shaders = Object.entries(kernels as unknown as Record<string, Kernel>)
  .filter(([, { variants }]) => (variants && 'tile_64' in variants) || (variants && 'sum_16x32' in variants))
  .map(([name]) => ({ name, text: readFileSync(new URL(`../../shaders/${name}.wgsl`, import.meta.url), 'utf8') }));

/** What a reader reads: no comments, no blank lines, no lone brackets, and not what the op's record prescribes. */
function significantLines(text: string): string[] {
  const own = text.replace(/struct Dims \{[^}]*\}/, '').split('\n');
  return own
    .map((line) => line.trim())
    .filter((line) => !/^(\/\/.*|[{}()]*;?|#else|#endif|@group\(0\) .*)$/.test(line));
}

/** The longest run of lines that two texts share. */
function longestShared(a: readonly string[], b: readonly string[]): string[] {
  let longest: string[] = [];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      let length = 0;
      while (i + length < a.length && a[i + length] === b[j + length]) length++;
      if (length > longest.length) longest = a.slice(i, i + length);
    }
  }
  return longest;
}

describe('shaders of products', () => {
  test('are the ten that multiply matrices', () => {
    expect(shaders).toHaveLength(10);
    for (const { text } of shaders) expect(text.match(/\$\{PRODUCT\}/g)).toHaveLength(1);
  });

  test.each(shaders)('$name specifies its product in at most 110 lines and six #if', ({ text }) => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(110);
    expect(text.match(/^#if/gm)?.length ?? 0).toBeLessThanOrEqual(6);
  });

  test('no two share six significant lines', () => {
    const pairs = shaders.flatMap((one, index) => shaders.slice(index + 1).map((other) => [one, other] as const));
    const shared = pairs.map(([one, other]) => ({
      pair: `${one.name} and ${other.name}`,
      lines: longestShared(significantLines(one.text), significantLines(other.text)),
    }));
    expect(shared.filter(({ lines }) => lines.length >= 6)).toEqual([]);
  });

  test('the count of shared lines is correct', () => {
    expect(longestShared(['a', 'b', 'c', 'd'], ['x', 'b', 'c', 'y'])).toEqual(['b', 'c']);
    expect(significantLines('// a\nlet x = 1;\n\n}\n#endif\nstruct Dims {\n  M: u32,\n}\n')).toEqual(['let x = 1;']);
  });
});

describe.each(Object.entries<ProductTile>(productTiles))('tile %s', (_, tile) => {
  test('stays within the limits of every device, and divides the work without a remainder', () => {
    const { rows, columns, stage, constants } = layoutOf(tile, 1);
    if (tile.algorithm === 'register_tile') {
      expect(tile.threads[0] * tile.threads[1]).toBeLessThanOrEqual(THREADS);
      return;
    }
    const { THREADS: threads = 0, LEFT_QUADS: left = 0, RIGHT_QUADS: right = 0, SHARED: shared } = constants;
    expect(threads).toBeLessThanOrEqual(THREADS);
    expect(threads).toBeGreaterThanOrEqual(32);
    expect(4 * (shared ?? (rows + columns) * stage)).toBeLessThanOrEqual(WORKGROUP_BYTES);
    for (const quads of [left, right]) {
      expect(Number.isInteger(quads)).toBe(true);
      expect(quads).toBeLessThanOrEqual(2 * threads);
      // Tiles in workgroup memory are loaded without asking which threads have a quad.
      if (tile.algorithm === 'workgroup_tile') expect(quads % threads).toBe(0);
    }
    expect(stage % 4).toBe(0);
  });
});

describe('threads of a register tile', () => {
  const layoutFor = (columns?: number) => layoutOf(productTiles.plain, 1, columns);

  test('cover more rows if a product has too few columns for them', () => {
    expect(layoutFor()).toMatchObject({ rows: 32, columns: 64, constants: { THREADS_X: 8, THREADS_Y: 4 } });
    expect(layoutFor(33)).toEqual(layoutFor());
    expect(layoutFor(32)).toMatchObject({ rows: 64, columns: 32, constants: { THREADS_X: 4, THREADS_Y: 8 } });
    expect(layoutFor(1)).toMatchObject({ rows: 256, columns: 8, constants: { THREADS_X: 1, THREADS_Y: 32 } });
  });

  test('do not change if lanes share their rows', () => {
    expect(layoutOf(productTiles.shared_rows, 1, 1)).toEqual(layoutOf(productTiles.shared_rows, 1));
  });
});
