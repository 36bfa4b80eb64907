import type { Buffer, Recorder } from '../ops/backend.ts';
import { convolutionBackwardInput, convolutionForward } from '../ops/convolution.ts';
import { maxPoolBackward, maxPoolForward } from '../ops/pooling.ts';
import { reluBackward } from '../ops/relu_backward.ts';
import type { DeviceFilters } from './device_filters.ts';
import { type Activation, type ConvolutionStep, type Plan, POOL_WINDOW, STRIDE, type Step } from './plan.ts';

/** What layers are recorded with. */
interface Layers {
  /** The name of the number of pictures. */
  readonly N: string;
  readonly plan: Plan;
  readonly filters: DeviceFilters;
  readonly steps: readonly Step[];
  /** Where an activation lies. */
  readonly at: (name: string) => Buffer;
}

/** Sizes of a pooling or convolution by the ops' letters. */
function sizesOf(N: string, from: Activation, to: Activation, R: number) {
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
export const countOf = (activation: string) => `numbers of ${activation}`;

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

/** What the backward pass is recorded with besides. */
interface Gradients extends Layers {
  /** Where the gradient of an activation lies. */
  readonly d: (name: string) => Buffer;
  /** The activations whose gradients are there before; the others become theirs. */
  readonly given: readonly string[];
}

/** All layers backwards: the gradient of every activation up to the input. */
export function recordBackward(recorder: Recorder, layers: Gradients): void {
  const { filters, steps, at, d } = layers;
  const known = new Set(layers.given);
  const beforeRelu = new Set<string>();
  for (const step of steps.toReversed()) {
    const [x, y, dx, dy] = [at(step.from), at(step.to), d(step.from), d(step.to)];
    const flags = known.has(step.from) ? (['accumulate'] as const) : [];
    known.add(step.from);
    if (step.kind === 'pool') {
      recorder.call(maxPoolBackward, poolOf(layers, step), { x, y, dy, dx }, flags);
      continue;
    }
    if (!beforeRelu.has(step.to)) {
      recorder.call(reluBackward, { Q: countOf(step.to) }, { y, dy });
      beforeRelu.add(step.to);
    }
    const { w } = filters.of(step.filters);
    recorder.call(convolutionBackwardInput, convolutionOf(layers, step), { dy, w, dx }, flags);
  }
}
