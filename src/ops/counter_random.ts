/**
 * Counter-based random numbers: a hash of four integers, so that any thread computes its number independently, and a
 * resumed run draws the same numbers. `shaders/counter_random.wgsl` is its twin: same integers in,
 * same number out, bit for bit. pcg4d of Jarzynski & Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020.
 * @returns an unsigned 32-bit integer
 */
export function counterHash(seed: number, stream: number, step: number, index: number): number {
  let x = lcg(seed);
  let y = lcg(stream);
  let z = lcg(step);
  let w = lcg(index);
  for (let round = 0; round < 2; round++) {
    x = (x + Math.imul(y, w)) | 0;
    y = (y + Math.imul(z, x)) | 0;
    z = (z + Math.imul(x, y)) | 0;
    w = (w + Math.imul(y, z)) | 0;
    if (round === 0) [x, y, z, w] = [x ^ (x >>> 16), y ^ (y >>> 16), z ^ (z >>> 16), w ^ (w >>> 16)];
  }
  return x >>> 0;
}

/** A number in [0, 1), a multiple of 2⁻²⁴: exact in float32. */
export function counterUniform(seed: number, stream: number, step: number, index: number): number {
  return (counterHash(seed, stream, step, index) >>> 8) * 2 ** -24;
}

/** Streams that are in use: numbers for different purposes under one seed are independent. */
export const streams = { wordDropout: 1, outputDropout: 2, scheduledSampling: 3, decoding: 4 } as const;

function lcg(value: number): number {
  return (Math.imul(value, 1664525) + 1013904223) | 0;
}
