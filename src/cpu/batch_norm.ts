import type {
  normalizeBackward as backward,
  batchNormBackward as batchBackward,
  batchNormForward as batchForward,
  normalizeForward as forward,
} from '../ops/batch_norm.ts';
import type { Twin } from './twin.ts';

type Numbers = Float32Array | Float64Array;

/** Mean and 1 / √(variance + epsilon) of a channel. */
function ofChannel(statistics: Numbers, C: number, c: number, epsilon: number) {
  const variance = statistics[C + c] ?? 0;
  return { mean: statistics[c] ?? 0, scale: variance < Infinity ? 1 / Math.sqrt(variance + epsilon) : Number.NaN };
}

/** Mean over M pixels of what `value` says of number i, which is of channel c. */
function meanOf(M: number, C: number, c: number, value: (i: number) => number): number {
  let sum = 0;
  for (let m = 0; m < M; m++) sum += value(m * C + c);
  return sum / M;
}

export const batchNormForward: Twin<typeof batchForward> = (sizes, { x, y, statistics }, flags) => {
  const { C } = sizes;
  const M = sizes.N * sizes.P;
  for (let c = 0; c < C; c++) {
    const mean = meanOf(M, C, c, (i) => x[i] ?? 0);
    statistics[c] = mean;
    statistics[C + c] = meanOf(M, C, c, (i) => ((x[i] ?? 0) - mean) ** 2);
  }
  normalizeForward(sizes, { x, y, statistics }, flags);
};

export const batchNormBackward: Twin<typeof batchBackward> = (
  { N, P, C, epsilon, gain },
  { x, statistics, dy, dx },
  flags,
) => {
  const M = N * P;
  const relu = flags.includes('relu');
  for (let c = 0; c < C; c++) {
    const { mean, scale } = ofChannel(statistics, C, c, epsilon);
    const normalized = (i: number) => ((x[i] ?? 0) - mean) * scale;
    const gradient = (i: number) => (relu && normalized(i) <= 0 ? 0 : (dy[i] ?? 0));
    const meanGradient = meanOf(M, C, c, gradient);
    const along = meanOf(M, C, c, (i) => gradient(i) * normalized(i));
    for (let i = c; i < M * C; i += C) dx[i] = gain * scale * (gradient(i) - meanGradient - normalized(i) * along);
  }
};

export const normalizeForward: Twin<typeof forward> = ({ N, P, C, epsilon, gain }, { x, statistics, y }, flags) => {
  const relu = flags.includes('relu');
  for (let c = 0; c < C; c++) {
    const { mean, scale } = ofChannel(statistics, C, c, epsilon);
    for (let i = c; i < N * P * C; i += C) {
      const value = ((x[i] ?? 0) - mean) * scale;
      y[i] = relu && value < 0 ? 0 : gain * value;
    }
  }
};

export const normalizeBackward: Twin<typeof backward> = (
  { N, P, C, epsilon, gain },
  { x, dy, statistics, dx },
  flags,
) => {
  const relu = flags.includes('relu');
  for (let c = 0; c < C; c++) {
    const { mean, scale } = ofChannel(statistics, C, c, epsilon);
    for (let i = c; i < N * P * C; i += C) dx[i] = relu && (x[i] ?? 0) <= mean ? 0 : gain * scale * (dy[i] ?? 0);
  }
};
