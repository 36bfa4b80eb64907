import { describe, expect, it } from 'vitest';
import { placesOf } from '../../src/app/inside_words.ts';
import { fullValue, paintStrip, rgbOf } from '../../src/app/strip_paint.ts';
import { rangeInWords, signed, stepOf, stripInWords, stripsInWords, unitInWords } from '../../src/app/strip_words.ts';
import type { Relevance } from '../../src/explain/relevance.ts';

const side = 6;
/** A map with one place that matters, and another that speaks against the word. */
function relevance(x: number, y: number, value: number, how: Relevance['how'] = 'covering'): Relevance {
  const maps = new Float32Array(2 * side * side);
  maps[side * side + y * side + x] = value;
  maps[side * side] = -9;
  return { how, fit: 'contain', side, maps };
}

describe('the regions that matter', () => {
  it.each([
    [5, 0, 'at the top right'],
    [2, 5, 'at the bottom'],
    [0, 3, 'at the left'],
    [3, 2, 'in the middle'],
  ])('(%i, %i) is %s', (x, y, where) => {
    const { words, shares } = placesOf(relevance(x, y, 1.234), 1, 'red');
    expect(words).toBe(
      `Bright: covering this place makes “red” less likely. Most of all ${where}, where log p falls by 1.23.`,
    );
    expect(shares[y * side + x]).toBe(1);
    expect(shares.reduce((sum, share) => sum + share)).toBe(1);
  });

  it('are none if log p hardly falls anywhere: noise is not shown as a reason', () => {
    const { words, shares } = placesOf(relevance(1, 1, 0.04), 1, 'a');
    expect(words).toMatch(/^No region matters for “a”/);
    expect(shares.every((share) => share === 0)).toBe(true);
  });

  it('are labelled as such if they come from a gradient', () => {
    expect(placesOf(relevance(1, 1, 0.04, 'gradient'), 1, 'a').words).toMatch(/changes with the pixels/);
  });
});

describe('a strip', () => {
  const gate = { name: 'i', values: Float32Array.of(0, 0.05, 0.5, 0.95, 1, 1) } as const;
  const cell = { name: 'c', values: Float32Array.of(-4, 0, 2, 1, -1, 0.5) } as const;

  it('in words counts the units at a word', () => {
    expect(stripInWords(gate, 0, 3)).toBe('0 of 3 units above 0.9, 2 below 0.1');
    expect(stripInWords(gate, 1, 3)).toBe('3 of 3 units above 0.9, 0 below 0.1');
    expect(stripInWords(cell, 0, 3)).toBe('1 of 3 units above 1, 1 below −1');
    expect(stripInWords({ name: 'h', values: cell.values }, 1, 3)).toBe('1 of 3 units above 0.5, 1 below −0.5');
    expect([rangeInWords(gate, 1), rangeInWords(cell, 4)]).toEqual(['0 … 1', '−4.0 … 4.0']);
  });

  it('in colours goes from the colour of 0 to that of the sign, units in order', () => {
    const colours = { zero: rgbOf('#000000'), plus: rgbOf(' #0000ff'), minus: rgbOf('#FF0000') };
    expect(fullValue(cell)).toBe(4);
    const rgba = paintStrip(cell, Uint32Array.of(2, 0, 1), colours);
    const pixels = Array.from({ length: 6 }, (_, i) => [...rgba.subarray(4 * i, 4 * i + 4)]);
    expect(pixels).toEqual([
      [0, 0, 128, 255],
      [255, 0, 0, 255],
      [0, 0, 0, 255],
      [0, 0, 32, 255],
      [0, 0, 64, 255],
      [64, 0, 0, 255],
    ]);
  });

  it('has a column for each unit, of which an RNN has no memory cells', () => {
    const rows = 'each row is the moment at which it chooses a word.';
    expect([stripsInWords('lstm', 1024), stripsInWords('rnn', 48)]).toEqual([
      `Each column is one of the network’s 1,024 memory cells (units); ${rows}`,
      `Each column is one of the network’s 48 hidden units; ${rows}`,
    ]);
  });

  it('in words has the number of the followed unit', () => {
    expect(unitInWords(gate, 1, 3, 2)).toBe('unit 2: 1.00');
    expect(unitInWords(cell, 0, 3, 0)).toBe('unit 0: −4.00');
    expect(unitInWords(cell, 1, 3, 2)).toBe('unit 2: +0.50');
    expect(unitInWords(cell, 1, 3, undefined)).toBe('no unit');
    expect([signed(0.004), signed(-0.004), signed(-0.005)]).toEqual(['0.00', '0.00', '−0.01']);
  });

  it('is navigated by keys: left and right from unit to unit, up and down from word to word', () => {
    const at = (word: number, place: number) => ({ word, place, words: 9, H: 48 });
    expect(stepOf('ArrowRight', at(2, -1))).toEqual({ word: 2, place: 0 });
    expect(stepOf('ArrowRight', at(2, 47))).toEqual({ word: 2, place: 47 });
    expect(stepOf('ArrowLeft', at(2, 5))).toEqual({ word: 2, place: 4 });
    expect(stepOf('ArrowLeft', at(2, -1))).toEqual({ word: 2, place: 0 });
    expect(stepOf('PageUp', at(2, 5))).toEqual({ word: 2, place: 15 });
    expect(stepOf('PageDown', at(2, 5))).toEqual({ word: 2, place: 0 });
    expect([stepOf('Home', at(2, 5))?.place, stepOf('End', at(2, 5))?.place]).toEqual([0, 47]);
    expect(stepOf('Escape', at(2, 5))).toEqual({ word: 2, place: -1 });
    expect(stepOf('Escape', at(2, -1))).toBeUndefined();
    expect(stepOf('ArrowUp', at(0, 5))).toEqual({ word: 0, place: 5 });
    expect(stepOf('ArrowDown', at(7, 5))).toEqual({ word: 8, place: 5 });
    expect(stepOf('ArrowDown', at(8, 5))).toEqual({ word: 8, place: 5 });
    expect(stepOf('a', at(8, 5))).toBeUndefined();
  });
});
