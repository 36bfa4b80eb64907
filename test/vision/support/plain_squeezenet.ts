import type { FloatTensor } from '../../../src/tensor.ts';
import type { SmallWeights } from './small_squeezenet.ts';

/** One picture, (channels, height, width) as lists. */
type Planes = readonly (readonly (readonly number[])[])[];

/** How poolings end, and how the classifier's convolution is padded. */
export interface PlainOptions {
  readonly version: '1.0' | '1.1';
  readonly ceil: boolean;
  readonly classifierPad: number;
}

const at = (x: Planes, c: number, h: number, w: number) => x[c]?.[h]?.[w];

/** A convolution and its ReLU, straight from the definition. */
function convolve(x: Planes, weights: SmallWeights, name: string, stride = 1, pad = 0): Planes {
  const { shape, data } = weights[`${name}.weight`] as FloatTensor;
  const bias = weights[`${name}.bias`]?.data ?? [];
  const [F = 0, C = 0, R = 0] = shape;
  const [H, W] = [x[0]?.length ?? 0, x[0]?.[0]?.length ?? 0];
  const sides = [H, W].map((length) => Math.floor((length + 2 * pad - R) / stride) + 1);
  return Array.from({ length: F }, (_, f) =>
    Array.from({ length: sides[0] ?? 0 }, (__, p) =>
      Array.from({ length: sides[1] ?? 0 }, (___, q) => {
        let sum = bias[f] ?? 0;
        for (let c = 0; c < C; c++) {
          for (let r = 0; r < R; r++) {
            for (let s = 0; s < R; s++) {
              const value = at(x, c, p * stride + r - pad, q * stride + s - pad) ?? 0;
              sum += value * (data[((f * C + c) * R + r) * R + s] ?? 0);
            }
          }
        }
        return Math.max(0, sum);
      }),
    ),
  );
}

function pool(x: Planes, ceil: boolean): Planes {
  const count = (length: number) => (ceil ? Math.ceil : Math.floor)((length - 3) / 2) + 1;
  return x.map((plane) =>
    Array.from({ length: count(plane.length) }, (_, p) =>
      Array.from({ length: count(plane[0]?.length ?? 0) }, (__, q) => {
        const rows = plane.slice(2 * p, 2 * p + 3);
        return Math.max(...rows.flatMap((row) => row.slice(2 * q, 2 * q + 3)));
      }),
    ),
  );
}

function fire(x: Planes, weights: SmallWeights, name: string): Planes {
  const squeezed = convolve(x, weights, `${name}/squeeze1x1`);
  const one = convolve(squeezed, weights, `${name}/expand1x1`);
  return [...one, ...convolve(squeezed, weights, `${name}/expand3x3`, 1, 1)];
}

const means = (x: Planes) =>
  x.map((plane) => plane.flat().reduce((sum, value) => sum + value, 0) / plane.flat().length);

/** SqueezeNet as its papers and prototxt files have it, apart from how the library computes it. */
export function plainSqueezeNet(input: Planes, weights: SmallWeights, { version, ceil, classifierPad }: PlainOptions) {
  const pooled = version === '1.0' ? [4, 8] : [3, 5];
  let x = pool(convolve(input, weights, 'conv1', 2), ceil);
  for (let number = 2; number <= 9; number++) {
    x = fire(x, weights, `fire${number}`);
    if (pooled.includes(number)) x = pool(x, ceil);
  }
  const features = means(x);
  const scores = weights['conv10.weight'] ? means(convolve(x, weights, 'conv10', 1, classifierPad)) : undefined;
  return { features, scores };
}
