import type { Buffer, Recorder, RunSizes, Size } from '../ops/backend.ts';
import {
  convolutionBackwardBias,
  convolutionBackwardInput,
  convolutionBackwardWeight,
  convolutionForward,
} from '../ops/convolution.ts';
import { reluBackward } from '../ops/elementwise.ts';
import { maxPoolBackward, maxPoolForward } from '../ops/pooling.ts';
import type { FiltersOnDevice } from './device_filters.ts';
import { type Activation, type ConvolutionStep, numbersOf, type Plan, POOL_WINDOW, STRIDE, type Step } from './plan.ts';

/** What layers are recorded with. */
interface Layers {
  /** Pictures of a run. */
  readonly N: Size;
  readonly plan: Plan;
  readonly filters: FiltersOnDevice;
  readonly steps: readonly Step[];
  /** Where an activation lies. */
  readonly at: (name: string) => Buffer;
}

/** Sizes of a pooling or convolution by the ops' letters. */
function sizesOf(N: Size, from: Activation, to: Activation, R: number) {
  return { N, H: from.height, W: from.width, C: from.channels, P: to.height, Q: to.width, R, S: R };
}

function callOf({ N, plan }: Layers, { from, to }: Step, R: number) {
  return sizesOf(N, plan.activations.get(from) as Activation, plan.activations.get(to) as Activation, R);
}

function poolOf(layers: Layers, step: Step) {
  return { ...callOf(layers, step, POOL_WINDOW), stride: STRIDE, pad: 0 };
}

function convolutionOf(layers: Layers, step: ConvolutionStep) {
  const { F, R } = layers.filters.of(step.filters);
  const G = layers.plan.activations.get(step.to)?.channels ?? 0;
  return { ...callOf(layers, step, R), F, G, f_first: step.first, stride: step.stride, pad: step.pad };
}

/** The name of the number of all numbers of an activation: a ReLU's gradient has no other size. */
const countOf = (activation: string) => `numbers of ${activation}`;

/** Those sizes for a run of this many pictures. */
export const countsOf = (activations: readonly Activation[], pictures: number): RunSizes =>
  Object.fromEntries(activations.map((one) => [countOf(one.name), pictures * numbersOf(one)]));

/** Sizes of the mean of an activation over space. */
export const meanOverSpace = (N: Size, { height, width, channels: C }: Activation) => ({ N, M: height * width, C });

/** All layers, each convolution with its ReLU. */
export function recordForward(recorder: Recorder, layers: Layers): void {
  const { filters, steps, at } = layers;
  for (const step of steps) {
    const [x, y] = [at(step.from), at(step.to)];
    if (step.kind === 'pool') recorder.call(maxPoolForward, poolOf(layers, step), { x, y });
    else {
      const { w, b } = filters.of(step.filters);
      recorder.call(convolutionForward, convolutionOf(layers, step), { x, w, b, y }, ['relu']);
    }
  }
}

/** What recording the backward pass needs in addition. */
interface Gradients extends Layers {
  /** Where the gradient of an activation lies; that of the input may not be wanted. */
  readonly d: (name: string) => Buffer | undefined;
  /** The activations whose gradients are there before; the others become theirs. */
  readonly given: readonly string[];
  /** Where the gradients of a convolution's weights go, if they are wanted. */
  readonly dfilters?: ((name: string) => { readonly dw: Buffer; readonly db: Buffer }) | undefined;
}

/** All layers backwards: the gradient of every activation up to the input, and of the weights. */
export function recordBackward(recorder: Recorder, layers: Gradients): void {
  const { filters, steps, at, d, dfilters } = layers;
  const known = new Set(layers.given);
  const beforeRelu = new Set<string>();
  for (const step of steps.toReversed()) {
    const [x, y, dx, dy] = [at(step.from), at(step.to), d(step.from), d(step.to) as Buffer];
    const flags = known.has(step.from) ? (['accumulate'] as const) : [];
    known.add(step.from);
    if (step.kind === 'pool') {
      if (dx) recorder.call(maxPoolBackward, poolOf(layers, step), { x, y, dy, dx }, flags);
      continue;
    }
    if (!beforeRelu.has(step.to)) {
      recorder.call(reluBackward, { Q: countOf(step.to) }, { y, dy });
      beforeRelu.add(step.to);
    }
    const sizes = convolutionOf(layers, step);
    if (dfilters) {
      const { dw, db } = dfilters(step.filters);
      const { N, P, Q, F, G, f_first } = sizes;
      recorder.call(convolutionBackwardWeight, sizes, { x, dy, dw });
      recorder.call(convolutionBackwardBias, { N, P, Q, F, G, f_first }, { dy, db });
    }
    if (dx) recorder.call(convolutionBackwardInput, sizes, { dy, w: filters.of(step.filters).w, dx }, flags);
  }
}
