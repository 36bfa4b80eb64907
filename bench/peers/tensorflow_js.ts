import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
// The core comes without gradients, for those who only predict.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { DeviceError } from '../../src/errors.ts';
import { timeFirst } from './minibatch.ts';
import type { Peer } from './peer.ts';
import { adam, type Sizes } from './problem.ts';

type Params = Readonly<Record<string, tf.Variable>>;
type Batch = { features: tf.Tensor2D; inputs: tf.Tensor1D; targets: tf.Tensor2D; weights: tf.Tensor1D };

function owned(params: Params, name: string): tf.Tensor2D & tf.Tensor1D {
  const value = params[name];
  if (!value) throw new Error(`no parameter ${name}`);
  return value as unknown as tf.Tensor2D & tf.Tensor1D;
}

/**
 * CS231n's captioning LSTM from TensorFlow.js's own operations. Input projection and vocabulary layer are hoisted out of
 * the time loop; products take their bias with them (`tf.fused`); time steps and gates come apart with `unstack` and
 * `split`, whose gradients are one concatenation, where those of slices are padded and added; words are gathered, which
 * with its gradient took half the time of a one-hot product. Rows are time-first, (T, N).
 */
function loss(params: Params, { features, inputs, targets, weights }: Batch, { N, T, H }: Sizes): tf.Scalar {
  const p = (name: string) => owned(params, name);
  const affine = (a: tf.Tensor2D, layer: string, bias: string) =>
    tf.fused.matMul({ a, b: p(layer), bias: p(bias) }) as tf.Tensor2D;
  let h = affine(features, 'W_proj', 'b_proj');
  let c: tf.Tensor2D = tf.zeros([N, H]);
  const words = tf.gather(p('W_embed') as tf.Tensor2D, inputs);
  const projected = tf.unstack(tf.reshape(affine(words, 'Wx', 'b'), [T, N, 4 * H]));
  const states = projected.map((x) => {
    const [i, f, o, g] = tf.split(tf.add(x, tf.matMul(h, p('Wh') as tf.Tensor2D)) as tf.Tensor2D, 4, 1);
    if (!i || !f || !o || !g) throw new Error('four gates');
    c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
    h = tf.mul(tf.sigmoid(o), tf.tanh(c));
    return h;
  });
  const scores = affine(tf.concat2d(states, 0), 'W_vocab', 'b_vocab');
  const sum = tf.losses.softmaxCrossEntropy(targets, scores, weights, 0, tf.Reduction.SUM);
  return tf.div(sum, N);
}

/**
 * TensorFlow.js as its documentation advises: the backend set and awaited before the first operation, the loss and its
 * gradients in one call of `optimizer.minimize`, whose `tidy` frees what lies between, the minibatch resident as
 * tensors, and nothing read back but the loss, by the asynchronous `data()`.
 */
export const tensorflowJs: Peer = {
  name: `TensorFlow.js ${tf.version_core} (WebGPU)`,
  async prepare(problem, parameters) {
    if (!(await tf.setBackend('webgpu'))) {
      throw new DeviceError({ where: 'TensorFlow.js', expected: 'its webgpu backend', found: 'none' });
    }
    await tf.ready();
    const { sizes } = problem;
    const variables: Params = Object.fromEntries(
      Object.entries(parameters).map(([name, { shape, data }]) => [
        name,
        tf.tidy(() => tf.variable(tf.tensor(Float32Array.from(data), [...shape], 'float32'), true, name)),
      ]),
    );
    const { inputs, targets, weights } = timeFirst(problem);
    const batch: Batch = {
      features: tf.tensor2d(problem.features, [sizes.N, sizes.D]),
      inputs: tf.tensor1d(inputs, 'int32'),
      targets: tf.tidy(() => tf.oneHot(tf.tensor1d(targets, 'int32'), sizes.V) as tf.Tensor2D),
      weights: tf.tensor1d(weights),
    };
    const optimizer = tf.train.adam(adam.learningRate, adam.beta1, adam.beta2, adam.epsilon);
    return {
      async step() {
        const value = optimizer.minimize(() => loss(variables, batch, sizes), true);
        if (!value) throw new Error('no loss');
        const [number] = await value.data();
        value.dispose();
        return number ?? Number.NaN;
      },
      async close() {
        optimizer.dispose();
        tf.dispose([variables, batch]);
      },
    };
  },
};
