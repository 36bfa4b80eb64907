import type { Strip } from '../explain/strips.ts';

export type Rgb = readonly [number, number, number];

/** Colours of a strip: for 0, for far above and for far below it. */
export interface StripColours {
  readonly zero: Rgb;
  readonly plus: Rgb;
  readonly minus: Rgb;
}

/** "#1f62cc" → its parts. Anything else is black. */
export function rgbOf(hex: string): Rgb {
  const digits = /^\s*#([0-9a-f]{6})\s*$/i.exec(hex)?.[1] ?? '000000';
  const part = (at: number) => Number.parseInt(digits.slice(at, at + 2), 16);
  return [part(0), part(2), part(4)];
}

/** The value with full colour: 1 for gates and tanh outputs, the maximum magnitude for a cell state. */
export function fullValue({ name, values }: Strip): number {
  if (name !== 'c') return 1;
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
}

/**
 * RGBA of a strip, with a row per word and a column per unit in the given order: the further from 0, the more of the sign's
 * colour.
 */
export function paintStrip(strip: Strip, order: Uint32Array, { zero, plus, minus }: StripColours) {
  const H = order.length;
  const full = fullValue(strip);
  const rgba = new Uint8ClampedArray(4 * strip.values.length);
  for (let at = 0; at < strip.values.length; at++) {
    const row = Math.floor(at / H) * H;
    const value = (strip.values[row + (order[at - row] ?? 0)] ?? 0) / full;
    const share = Math.min(1, Math.abs(value));
    const far = value < 0 ? minus : plus;
    for (let channel = 0; channel < 3; channel++) {
      rgba[4 * at + channel] = (zero[channel] ?? 0) * (1 - share) + (far[channel] ?? 0) * share;
    }
    rgba[4 * at + 3] = 255;
  }
  return rgba;
}
