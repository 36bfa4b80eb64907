import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
// The core comes without gradients, for those who only predict.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { DeviceError } from '../../src/errors.ts';
import { type ConvolutionStep, POOL_WINDOW, planOf, STRIDE, stepsUntil } from '../../src/vision/plan.ts';
import type { PicturePeer } from './look.ts';
import { classOf, type PictureProblem } from './problem.ts';

const BACKEND = 'webgpu';

/** The parts of TensorFlow.js's backend that say what memory it takes; its types are not exported. */
interface DeviceOwner {
  readonly device: GPUDevice;
  memory(): { readonly numBytesAllocatedInGPU?: number; readonly numBytesInGPU: number };
}

/** Opens its backend again, as the first operation would, and notes the largest buffer that it makes. */
async function openTensorFlow() {
  if (!(await tf.setBackend(BACKEND))) {
    throw new DeviceError({ where: 'TensorFlow.js', expected: 'its webgpu backend', found: 'none' });
  }
  await tf.ready();
  const backend = tf.backend() as unknown as DeviceOwner;
  const seen = { largest: 0 };
  const { device } = backend;
  const { createBuffer } = device;
  device.createBuffer = (descriptor) => {
    seen.largest = Math.max(seen.largest, descriptor.size);
    return createBuffer.call(device, descriptor);
  };
  return { backend, seen };
}

/** Gives its device back, so that the next batch finds none of this one's buffers and shaders. */
function closeTensorFlow(): void {
  const factory = tf.findBackendFactory(BACKEND);
  tf.removeBackend(BACKEND);
  tf.registerBackend(BACKEND, factory);
}

/** The network's filters as its convolutions take them, (R, S, C, F) and (F). */
function filtersOf({ file }: PictureProblem) {
  const entries = [...file.filters].map(([name, { F, C, R, weight, bias }]) => {
    const w = tf.tidy(() => tf.transpose(tf.tensor4d(Float32Array.from(weight), [F, C, R, R]), [2, 3, 1, 0]));
    return [name, { w: w as tf.Tensor4D, b: tf.tensor1d(Float32Array.from(bias)) }] as const;
  });
  return new Map(entries);
}

/** Features or scores of pictures (N, side, side, 3) from TensorFlow.js's own operations, convolution, bias and ReLU in one. */
function networkOf({ file, side, output }: PictureProblem, filters: ReturnType<typeof filtersOf>) {
  const plan = planOf(file, side, side, 'pictures');
  const steps = stepsUntil(plan, [output.name]);
  const convolve = (x: tf.Tensor4D, { filters: name, stride: strides, pad }: ConvolutionStep) => {
    const { w, b } = filters.get(name) ?? {};
    if (!w || !b) throw new Error(`no filters ${name}`);
    return tf.fused.conv2d({ x, filter: w, strides, pad, bias: b, activation: 'relu' }) as tf.Tensor4D;
  };
  return (pictures: tf.Tensor4D): tf.Tensor2D => {
    const made = new Map<string, tf.Tensor4D>([['input', pictures]]);
    for (const step of steps) {
      const x = made.get(step.from) as tf.Tensor4D;
      const height = plan.activations.get(step.to)?.height ?? 0;
      const y = step.kind === 'pool' ? pool(x, height) : convolve(x, step);
      const before = made.get(step.to);
      made.set(step.to, before ? tf.concat([before, y], 3) : y);
    }
    const last = made.get(output.name) as tf.Tensor4D;
    const mean = tf.avgPool(last, [last.shape[1], last.shape[2]], 1, 'valid');
    return tf.reshape(mean, [-1, output.channels]);
  };
}

/**
 * Where the last windows reach beyond the picture, zeros are put there, which no ReLU's maximum minds: the gradient of its
 * pooling in ceil mode is one of another shape.
 */
function pool(x: tf.Tensor4D, height: number): tf.Tensor4D {
  const beyond = (height - 1) * STRIDE + POOL_WINDOW - x.shape[1];
  const padded =
    beyond > 0
      ? tf.pad(x, [
          [0, 0],
          [0, beyond],
          [0, beyond],
          [0, 0],
        ])
      : x;
  return tf.maxPool(padded, POOL_WINDOW, STRIDE, 'valid');
}

function picturesOf({ side, picture }: PictureProblem, count: number): Float32Array {
  const values = new Float32Array(count * side * side * 3);
  for (let i = 0; i < count; i++) values.set(picture(i), i * side * side * 3);
  return values;
}

/**
 * TensorFlow.js as its documentation advises: the backend set and awaited before the first operation, operations fused where
 * there is a fused one, what lies between freed by `tidy`, and results read by the asynchronous `data()`.
 */
export const tensorflowPictures: PicturePeer = {
  name: `TensorFlow.js ${tf.version_core}, WebGPU`,
  async prepare(problem, count) {
    const { backend, seen } = await openTensorFlow();
    const { side, output, pass } = problem;
    const network = networkOf(problem, filtersOf(problem));
    const classes = Int32Array.from({ length: count }, (_, i) => classOf(i));
    const chosen = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(classes, 'int32'), output.channels), 'float32'));
    const gradient = tf.grad((x) => tf.sum(tf.mul(network(x as tf.Tensor4D), chosen)));
    const look = (pictures: tf.Tensor4D) => (pass === 'features' ? network(pictures) : gradient(pictures));
    const values = picturesOf(problem, count);
    const upload = () => tf.tensor4d(values, [count, side, side, 3]);
    const kept = upload();
    const read = async (compute: () => tf.Tensor) => {
      const result = tf.tidy(compute);
      const numbers = await result.data();
      result.dispose();
      return numbers;
    };
    return {
      whole: () => read(() => look(upload())),
      async resident() {
        // One number says that all are there.
        await read(() => tf.slice(tf.reshape(look(kept), [-1]), 0, 1));
      },
      get memory() {
        const { numBytesAllocatedInGPU, numBytesInGPU } = backend.memory();
        return { largest: seen.largest, all: numBytesAllocatedInGPU ?? numBytesInGPU };
      },
      async close() {
        closeTensorFlow();
      },
    };
  },
};
