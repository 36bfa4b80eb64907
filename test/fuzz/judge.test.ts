import { describe, expect, it } from 'vitest';
import { DataError } from '../../src/errors.ts';
import type { Original } from './format.ts';
import { judge, textOf } from './judge.ts';

const bytes = Uint8Array.of(1, 2, 3, 4);
const numbers = Float32Array.of(1, 2);

/** What the judge says of a reader that gives `read` of bytes whose original gave `numbers`. */
function verdictOf(read: () => unknown, about: Partial<Original> = {}, resealed = false) {
  const original: Original = { name: 'planted', bytes, read: async () => read(), ...about };
  return judge(original, textOf(numbers), { bytes, how: 'nothing', resealed });
}

const sealed = () => true;

describe('the judge', () => {
  it('accepts what is refused, the same, or another valid file', async () => {
    const refused = () => {
      throw new DataError({ where: 'file', expected: 'words', found: 'none' });
    };
    expect(await verdictOf(refused)).toBe('refused');
    expect(await verdictOf(() => numbers.slice())).toBe('same');
    expect(await verdictOf(() => Float32Array.of(1, 3))).toBe('other');
    expect(await verdictOf(() => Float32Array.of(1, 3), { sealed }, true)).toBe('other');
    expect(await verdictOf(() => Float32Array.of(1, 3), { plain: true })).toBe('other');
  });

  it.each<[string, RegExp, () => unknown, Partial<Original>?]>([
    ['an error of the engine', /^untyped TypeError: Cannot read/, () => (undefined as unknown as number[])[0]],
    ['something else thrown', /^untyped broken/, () => Promise.reject('broken')],
    [
      'numbers that the checksum contradicts',
      /^other numbers than its checksum allows/,
      () => Float32Array.of(1, 3),
      { sealed },
    ],
    ['the sign of a zero', /^other numbers/, () => Float32Array.of(1, 2, -0), { sealed }],
    ['zeros that nobody wrote', /^zeros that do not stand/, () => new Float32Array(2), { plain: true }],
    ['numbers that change', /^the same bytes read twice/, () => Float64Array.of(Math.random())],
  ])('finds %s', async (_, finding, read, about) => {
    expect(await verdictOf(read, about)).toEqual({ finding: expect.stringMatching(finding) });
  });

  it('finds an error without a useful message', async () => {
    const broken = Object.assign(new DataError({ where: 'file', expected: 'words', found: 'none' }), {
      fault: { where: 'file', expected: '', found: 'none' },
    });
    const read = () => {
      throw broken;
    };
    expect(await verdictOf(read)).toEqual({ finding: expect.stringContaining('without "expected"') });
  });
});
