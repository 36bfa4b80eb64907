import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { DeviceError } from '../../src/errors.ts';
import { timeFirst } from './minibatch.ts';
import type { Peer } from './peer.ts';
import { adam, type Sizes } from './problem.ts';

/** The package does not say its version itself; a test holds this against it. */
export const version = '0.1.25';

type Params = Record<string, np.Array>;
type Batch = { features: np.Array; inputs: np.Array; targets: np.Array; weights: np.Array };

function owned(params: Params, name: string): np.Array {
  const value = params[name];
  if (!value) throw new Error(`no parameter ${name}`);
  return value;
}

/**
 * CS231n's captioning LSTM as one would write it in JAX: input projection and vocabulary layer hoisted out of the time
 * loop, one matrix product each; the loop unrolled, which is what jit does. Rows are time-first, (T, N).
 */
function loss(params: Params, { features, inputs, targets, weights }: Batch, { N, T, H, V }: Sizes): np.Array {
  // jax-js arrays are used up by what takes them; `ref` keeps one for its next use.
  const p = (name: string) => owned(params, name).ref;
  let h = np.matmul(features, p('W_proj')).add(p('b_proj'));
  let c = np.zeros([N, H]);
  // A gather would do, but its gradient, a scatter, cannot be jitted in 0.1.25; a one-hot product can.
  const words = np.matmul(nn.oneHot(inputs, V), p('W_embed'));
  const projected = np
    .matmul(words, p('Wx'))
    .add(p('b'))
    .reshape([T, N, 4 * H]);
  const states: np.Array[] = [];
  for (let t = 0; t < T; t++) {
    const a = projected.ref.slice(t).add(np.matmul(h, p('Wh')));
    const gate = (k: number) => a.ref.slice([], [k * H, (k + 1) * H]);
    c = nn
      .sigmoid(gate(1))
      .mul(c)
      .add(nn.sigmoid(gate(0)).mul(np.tanh(gate(3))));
    h = nn.sigmoid(gate(2)).mul(np.tanh(c.ref));
    a.dispose();
    states.push(h.ref);
  }
  for (const array of [projected, h, c]) array.dispose();
  const scores = np.matmul(np.stack(states).reshape([T * N, H]), p('W_vocab')).add(p('b_vocab'));
  tree.dispose(params);
  const picked = nn.logSoftmax(scores).mul(nn.oneHot(targets, V)).sum(-1);
  return picked
    .mul(weights)
    .sum()
    .mul(-1 / N);
}

/** Loss, gradients and Adam as one jitted function; the bias corrections come as numbers, for they change every step. */
const trainingStep = (sizes: Sizes) =>
  jit((params: Params, m: Params, v: Params, rates: np.Array, batch: Batch) => {
    const { beta1, beta2, epsilon } = adam;
    const lossOf = (trained: Params, data: Batch) => loss(trained, data, sizes);
    const [value, grads] = valueAndGrad(lossOf)(tree.ref(params), batch) as [np.Array, Params];
    const next = { params: {} as Params, m: {} as Params, v: {} as Params };
    for (const name of Object.keys(grads)) {
      const g = owned(grads, name);
      const m1 = owned(m, name)
        .mul(beta1)
        .add(g.ref.mul(1 - beta1));
      const v1 = owned(v, name)
        .mul(beta2)
        .add(np.square(g).mul(1 - beta2));
      const rate = rates.ref.slice(0);
      const root = np.sqrt(v1.ref.mul(rates.ref.slice(1))).add(epsilon);
      next.params[name] = owned(params, name).sub(m1.ref.mul(rate).div(root));
      next.m[name] = m1;
      next.v[name] = v1;
    }
    rates.dispose();
    return [value, next.params, next.m, next.v] as [np.Array, Params, Params, Params];
  });

/**
 * jax-js as its documentation advises: all backends started, the device chosen once, and the whole training step in one
 * `jit`.
 */
const onDevice = (device: 'webgpu' | 'wasm', how: string): Peer => ({
  name: `jax-js ${version} (jit, ${how})`,
  async prepare(problem, parameters) {
    if (!(await init()).includes(device)) {
      throw new DeviceError({ where: 'jax-js', expected: `the ${device} device`, found: 'none' });
    }
    defaultDevice(device);
    const { sizes } = problem;
    const step = trainingStep(sizes);
    const entries = Object.entries(parameters);
    let params: Params = Object.fromEntries(
      entries.map(([name, { shape, data }]) => [name, np.array(Float32Array.from(data)).reshape([...shape])]),
    );
    const zeros = (): Params => Object.fromEntries(entries.map(([name, { shape }]) => [name, np.zeros([...shape])]));
    let [m, v] = [zeros(), zeros()];
    const { inputs, targets, weights } = timeFirst(problem);
    const batch: Batch = {
      features: np.array(problem.features).reshape([sizes.N, sizes.D]),
      inputs: np.array(inputs, { dtype: np.int32 }),
      targets: np.array(targets, { dtype: np.int32 }),
      weights: np.array(weights),
    };
    let count = 0;
    return {
      async step() {
        count++;
        const rates = np.array([adam.learningRate / (1 - adam.beta1 ** count), 1 / (1 - adam.beta2 ** count)]);
        const [value, ...next] = step(params, m, v, rates, tree.ref(batch)) as [np.Array, Params, Params, Params];
        [params, m, v] = next;
        await blockUntilReady(params);
        return (await value.jsAsync()) as number;
      },
      async close() {
        tree.dispose([params, m, v, batch]);
        step.dispose();
      },
    };
  },
});

export const jaxJs = onDevice('webgpu', 'WebGPU');

/** In WebAssembly jax-js starts a thread a core where the page may share memory, which takes cross-origin isolation. */
export const jaxJsWasm = onDevice(
  'wasm',
  globalThis.crossOriginIsolated ? `wasm, ${navigator.hardwareConcurrency} threads` : 'wasm, 1 thread',
);
