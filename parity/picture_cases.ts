import type { Ops } from '../src/ops/every_op.ts';
import type { Case, Choice } from './case.ts';

/** NaN here and there. */
const holes: Choice = (next, index) => (index % 131 === 7 ? Number.NaN : next());
/** Few different numbers, many of which are equal, and NaN. */
const equals: Choice = (next, index) => (index % 41 === 3 ? Number.NaN : Math.round(1.4 * next()));

/** A convolution with so many channels, whose windows fit the picture. */
interface Layer {
  readonly N?: number;
  readonly H: number;
  readonly W: number;
  readonly C: number;
  readonly F: number;
  readonly R?: number;
  readonly S?: number;
  readonly stride?: number;
  readonly pad?: number;
  readonly G?: number;
  readonly f_first?: number;
}

function sizesOf({ N = 1, H, W, C, F, R = 1, S = R, stride = 1, pad = 0, G = F, f_first = 0 }: Layer) {
  const windows = (length: number, window: number) => Math.floor((length + 2 * pad - window) / stride) + 1;
  return { N, H, W, C, P: windows(H, R), Q: windows(W, S), F, G, R, S, stride, pad, f_first };
}

/** The shapes of SqueezeNet's layers at a few pixels, and awkward ones. */
const layers: readonly Layer[] = [
  { H: 1, W: 1, C: 1, F: 1 },
  { N: 2, H: 5, W: 7, C: 3, F: 5, R: 3, pad: 1 },
  { N: 2, H: 5, W: 4, C: 8, F: 12 },
  { N: 3, H: 6, W: 5, C: 5, F: 6 },
  { N: 2, H: 13, W: 15, C: 4, F: 20, R: 7, stride: 2 },
  { N: 1, H: 9, W: 8, C: 3, F: 4, R: 3, stride: 2 },
  { N: 2, H: 7, W: 6, C: 16, F: 24, R: 3, pad: 1, G: 56, f_first: 32 },
  { N: 2, H: 7, W: 6, C: 8, F: 6, R: 3, pad: 1, G: 15, f_first: 5 },
  { N: 1, H: 6, W: 9, C: 12, F: 8, G: 20, f_first: 12 },
  { N: 1, H: 4, W: 4, C: 4, F: 36, R: 1, pad: 1 },
  { N: 1, H: 11, W: 10, C: 4, F: 8, R: 3, S: 2, stride: 3, pad: 2 },
  { N: 1, H: 3, W: 3, C: 68, F: 4, R: 5, pad: 2 },
  { N: 2, H: 3, W: 4, C: 67, F: 65, R: 2 },
];

const forward: Case<Ops['convolution_forward']>[] = [
  ...layers.map((layer) => ({ sizes: sizesOf(layer) })),
  { sizes: sizesOf({ N: 2, H: 7, W: 6, C: 8, F: 12, R: 3, pad: 1 }), flags: ['relu'] },
  { sizes: sizesOf({ N: 2, H: 7, W: 6, C: 8, F: 12 }), flags: ['relu'], without: ['b'] },
  { sizes: sizesOf({ H: 9, W: 9, C: 3, F: 5, R: 3, pad: 1 }), flags: ['relu'], values: { x: holes }, note: 'some NaN' },
  { sizes: sizesOf({ H: 9, W: 9, C: 4, F: 8, R: 3, pad: 1 }), flags: ['relu'], values: { x: holes }, note: 'some NaN' },
];

/** Pixels that windows see at several places of few, or at none; windows of no whole number of strides, and wide ones. */
const strided: readonly Layer[] = [
  { N: 2, H: 12, W: 11, C: 4, F: 8, R: 7, stride: 2, pad: 3 },
  { N: 3, H: 9, W: 10, C: 3, F: 5, R: 3, stride: 2, pad: 1 },
  { N: 1, H: 10, W: 13, C: 8, F: 12, R: 3, stride: 2, G: 20, f_first: 4 },
  { N: 2, H: 7, W: 5, C: 20, F: 4, R: 5, S: 4, stride: 3, pad: 4 },
  { N: 1, H: 8, W: 11, C: 5, F: 3, R: 4, S: 3, stride: 3, pad: 1 },
  { N: 2, H: 8, W: 7, C: 4, F: 4, R: 1, stride: 3 },
  { N: 1, H: 7, W: 6, C: 2, F: 4, R: 2, stride: 4, pad: 1 },
  { N: 1, H: 2, W: 3, C: 68, F: 8, R: 4, stride: 2, pad: 2 },
];

const backwardInput: Case<Ops['convolution_backward_input']>[] = [
  ...[...layers, ...strided].map((layer) => ({ sizes: sizesOf(layer) })),
  { sizes: sizesOf({ N: 2, H: 7, W: 6, C: 8, F: 12, R: 3, pad: 1 }), flags: ['accumulate'] },
  { sizes: sizesOf({ N: 2, H: 9, W: 7, C: 5, F: 3, R: 3, stride: 2 }), flags: ['accumulate'] },
  { sizes: sizesOf({ N: 2, H: 7, W: 6, C: 8, F: 12 }), flags: ['accumulate'] },
  { sizes: sizesOf({ H: 9, W: 9, C: 4, F: 8, R: 3, pad: 1 }), values: { dy: holes }, note: 'some NaN' },
  { sizes: sizesOf({ H: 9, W: 9, C: 3, F: 8, R: 4, stride: 2, pad: 1 }), flags: ['accumulate'] },
  { sizes: sizesOf({ H: 10, W: 9, C: 4, F: 8, R: 4, stride: 2, pad: 1 }), values: { dy: holes }, note: 'some NaN' },
];

const backwardWeight: Case<Ops['convolution_backward_weight']>[] = [
  ...layers.map((layer) => ({ sizes: sizesOf(layer) })),
  { sizes: sizesOf({ N: 2, H: 7, W: 6, C: 8, F: 12, R: 3, pad: 1 }), flags: ['accumulate'] },
  { sizes: sizesOf({ N: 2, H: 9, W: 7, C: 5, F: 3, R: 3, stride: 2 }), flags: ['accumulate'] },
  { sizes: sizesOf({ N: 3, H: 13, W: 13, C: 4, F: 8 }) },
];

/** Pooling as SqueezeNet has it, with windows that reach beyond the picture, and awkward ones. */
const pools = [
  { N: 1, H: 1, W: 1, C: 1, P: 1, Q: 1, R: 1, S: 1, stride: 1, pad: 0 },
  { N: 2, H: 9, W: 7, C: 5, P: 4, Q: 3, R: 3, S: 3, stride: 2, pad: 0 },
  { N: 2, H: 8, W: 10, C: 8, P: 4, Q: 5, R: 3, S: 3, stride: 2, pad: 0 },
  { N: 1, H: 6, W: 7, C: 4, P: 3, Q: 3, R: 2, S: 3, stride: 2, pad: 1 },
  { N: 1, H: 11, W: 5, C: 3, P: 4, Q: 2, R: 2, S: 2, stride: 3, pad: 0 },
  { N: 3, H: 5, W: 5, C: 68, P: 5, Q: 5, R: 3, S: 3, stride: 1, pad: 1 },
  { N: 1, H: 5, W: 4, C: 67, P: 2, Q: 2, R: 2, S: 2, stride: 2, pad: 0 },
];

const means = [
  { N: 1, M: 1, C: 1 },
  { N: 3, M: 169, C: 5 },
  { N: 2, M: 196, C: 68 },
  { N: 65, M: 3, C: 1 },
];

const normalized = [
  { N: 1, P: 1, C: 1 },
  { N: 3, P: 5, C: 65 },
  { N: 2, P: 67, C: 8 },
  { N: 65, P: 4, C: 3 },
].map((sizes) => ({ ...sizes, epsilon: 1e-5, gain: 0.7 }));
/** Variances. */
const positive: Choice = (next) => 0.1 + Math.abs(next());

const given = (sizes: (typeof normalized)[number]) => ({ sizes, values: { statistics: positive } });
const relu = { flags: ['relu'] } as const;

const noted = (sizes: (typeof pools)[number], values: Case['values'], note: string) => ({ sizes, values, note });

export const pictureCases = {
  convolution_forward: forward,
  convolution_backward_input: backwardInput,
  convolution_backward_weight: backwardWeight,
  convolution_backward_bias: [
    { sizes: { N: 1, P: 1, Q: 1, F: 1, G: 1 } },
    { sizes: { N: 1, P: 2, Q: 85, F: 5, G: 12, f_first: 3 } },
    { sizes: { N: 4, P: 5, Q: 5, F: 64, G: 128, f_first: 64 }, flags: ['accumulate'] },
    { sizes: { N: 1, P: 3, Q: 11, F: 8, G: 16, f_first: 3 }, flags: ['accumulate'] },
  ],
  max_pool_forward: [
    ...pools.map((sizes) => ({ sizes })),
    ...pools.slice(1, 3).map((sizes) => noted(sizes, { x: equals }, 'equal ones and NaN')),
  ],
  max_pool_backward: [
    ...pools.map((sizes) => noted(sizes, { x: equals, y: equals }, 'equal ones and NaN')),
    ...pools.slice(1, 3).map((sizes) => ({ sizes, flags: ['accumulate'] as const })),
  ],
  average_pool_forward: means.map((sizes) => ({ sizes })),
  average_pool_backward: means.map((sizes) => ({ sizes })),
  relu_backward: [1, 3, 65, 1000].map((Q) => ({ sizes: { Q }, values: { y: equals } })),
  batch_norm_forward: normalized.flatMap((sizes) => [{ sizes }, { sizes, ...relu }]),
  batch_norm_backward: normalized.flatMap((sizes) => [given(sizes), { ...given(sizes), ...relu }]),
  normalize_forward: normalized.flatMap((sizes) => [given(sizes), { ...given(sizes), ...relu }]),
  normalize_backward: normalized.flatMap((sizes) => [given(sizes), { ...given(sizes), ...relu }]),
  running_average: [
    ...[1, 65, 1000].map((Q) => ({ sizes: { Q, share: 0.1 }, values: { halted: () => 0 } })),
    { sizes: { Q: 65, share: 0.1 }, values: { halted: () => 1 }, note: 'halted' },
  ],
} as const satisfies { readonly [K in keyof Ops]?: readonly Case<Ops[K]>[] };
