import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { DataError, ShapeError } from '../../src/errors.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { Random } from '../../src/random.ts';
import { tensor } from '../../src/tensor.ts';
import { captionMixes, wordToIdx } from '../support/captions.ts';
import { relativeError } from '../support/gradients.ts';
import { plainStates } from '../support/plain_states.ts';
import { normalTensor } from '../support/tensors.ts';

const STEP = 1e-5;
const [N, T, D, W, H, V] = [4, 9, 3, 4, 5, 7];

function captioner(cellType: 'rnn' | 'lstm', backend = new CpuBackend({ precision: 'float64' })) {
  const random = new Random(7);
  const options = { wordToIdx: wordToIdx(V), inputDim: D, wordvecDim: W, hiddenDim: H, cellType };
  const model = new CaptioningRNN(backend, options);
  // Word vectors of CS231n's size, 0.01, would leave states and gradients little to show.
  model.setParams({ W_embed: normalTensor(random, 1, V, W), b: normalTensor(random, 1, ...model.params.b.shape) });
  return { model, random, features: normalTensor(random, 1, N, D) };
}

describe.each(['rnn', 'lstm'] as const)('internal states of a %s captioner', (cellType) => {
  const cases = Object.keys(captionMixes).map((mix) => {
    const { model, random, features } = captioner(cellType);
    return [
      mix,
      model,
      features,
      tensor([N, T + 1], captionMixes[mix]?.(N, T, V, random) ?? new Int32Array()),
    ] as const;
  });

  it.each(cases)('equal those of the plain equations, captions: %s', async (_, model, features, captions) => {
    const { logProbs, initial, hidden, cell, gates } = await model.states(features, captions);
    expect(await model.wordLogProbs(features, captions)).toEqual(logProbs);
    for (let n = 0; n < N; n++) {
      const words = [...captions.data.subarray(n * (T + 1), (n + 1) * (T + 1))];
      const alive = words.findLastIndex((word) => word !== 0);
      const plain = plainStates(cellType, model.params, features.data.subarray(n * D), words.slice(0, -1));
      const at = ({ data }: typeof hidden, t: number) => data.subarray((n * T + t) * H, (n * T + t + 1) * H);
      if (alive > 0)
        expect(relativeError(initial.data.subarray(n * H, (n + 1) * H), plain.initial)).toBeLessThan(1e-12);
      for (const [t, step] of plain.steps.entries()) {
        const target = words[t + 1] ?? 0;
        const logProb = target === 0 ? 0 : (step.logProbs[target] ?? Number.NaN);
        expect(relativeError([logProbs.data[n * T + t] ?? Number.NaN], [logProb])).toBeLessThan(1e-12);
        const kept = (list: readonly number[]) => (t < alive ? list : list.map(() => 0));
        expect(relativeError(at(hidden, t), kept(step.h))).toBeLessThan(1e-12);
        if (cellType === 'rnn') continue;
        if (!cell || !gates) throw new Error('an LSTM without cell or gates');
        expect(relativeError(at(cell, t), kept(step.c))).toBeLessThan(1e-12);
        for (const [q, name] of (['i', 'f', 'o', 'g'] as const).entries()) {
          expect(relativeError(at(gates[name], t), kept(step.gates[q] ?? []))).toBeLessThan(1e-12);
        }
      }
    }
    expect([cell === undefined, gates === undefined]).toEqual(cellType === 'rnn' ? [true, true] : [false, false]);
  });

  it.each(cases)(
    'saliency of every word is the numeric gradient, captions: %s',
    async (_, model, features, captions) => {
      const { logProbs, gradients } = await model.wordSaliency(features, captions);
      expect([logProbs.shape, gradients.shape]).toEqual([
        [N, T],
        [N, T, D],
      ]);
      expect(relativeError(logProbs.data, (await model.states(features, captions)).logProbs.data)).toBeLessThan(1e-12);
      for (let d = 0; d < D; d++) {
        const moved = async (offset: number) => {
          const data = Float64Array.from(features.data, (value, i) => (i % D === d ? value + offset : value));
          return (await model.states(tensor([N, D], data), captions)).logProbs.data;
        };
        const [above, below] = [await moved(STEP), await moved(-STEP)];
        for (let target = 0; target < N * T; target++) {
          const numeric = ((above[target] ?? 0) - (below[target] ?? 0)) / (2 * STEP);
          const analytic = gradients.data[target * D + d] ?? Number.NaN;
          const error = Math.abs(numeric - analytic) / Math.max(1e-4, Math.abs(numeric) + Math.abs(analytic));
          expect(error, `target ${target}, feature ${d}: ${numeric}, ${analytic}`).toBeLessThan(1e-6);
        }
      }
    },
  );

  it('are the same for a caption alone or among others, and for one longer than those before', async () => {
    const { model, random, features } = captioner(cellType);
    const captions = tensor([N, T + 1], captionMixes['every length']?.(N, T, V, random) ?? new Int32Array());
    const together = await model.wordSaliency(features, captions);
    const states = await model.states(features, captions);
    for (let n = 0; n < N; n++) {
      const x = tensor([1, D], features.data.subarray(n * D, (n + 1) * D));
      const words = captions.data.slice(n * (T + 1), (n + 1) * (T + 1));
      const own = tensor(
        [1, 20],
        Int32Array.from({ length: 20 }, (_, t) => words[t] ?? 0),
      );
      const { gradients } = await model.wordSaliency(x, own);
      const { hidden } = await model.states(x, own);
      const theirs = together.gradients.data.subarray(n * T * D, (n + 1) * T * D);
      expect(relativeError(gradients.data.subarray(0, T * D), theirs)).toBeLessThan(1e-12);
      expect(gradients.data.subarray(T * D).every((value) => value === 0)).toBe(true);
      const theirHidden = states.hidden.data.subarray(n * T * H, (n + 1) * T * H);
      expect(relativeError(hidden.data.subarray(0, T * H), theirHidden)).toBeLessThan(1e-12);
    }
  });

  it('keep nothing of earlier calls of the same program', async () => {
    const { model, random, features } = captioner(cellType);
    const [long, short] = ['all full', 'every length'].map((mix) =>
      tensor([N, T + 1], captionMixes[mix]?.(N, T, V, random) ?? new Int32Array()),
    );
    if (!long || !short) throw new Error('no captions');
    const [fresh, states] = [await model.wordSaliency(features, long), await model.states(features, long)];
    await model.wordSaliency(features, short);
    await model.states(features, short);
    expect(await model.wordSaliency(features, long)).toEqual(fresh);
    expect(await model.states(features, long)).toEqual(states);
  });

  it('are computed for more words than fit one submit', async () => {
    const { model, random } = captioner(cellType);
    const [many, long] = [70, 3];
    const features = normalTensor(random, 1, many, D);
    const words = Int32Array.from({ length: many * (long + 1) }, () => 1 + random.below(V - 1));
    const captions = tensor([many, long + 1], words);
    const { gradients, logProbs } = await model.wordSaliency(features, captions);
    const { logProbs: again } = await model.states(features, captions);
    expect(relativeError(logProbs.data, again.data)).toBeLessThan(1e-12);
    const last = many - 1;
    const alone = await model.wordSaliency(
      tensor([1, D], features.data.subarray(last * D)),
      tensor([1, long + 1], words.subarray(last * (long + 1))),
    );
    expect(relativeError(gradients.data.subarray(last * long * D), alone.gradients.data)).toBeLessThan(1e-12);
  });

  it('leave the gradients of a loss unchanged, and nothing on the backend', async () => {
    const backend = new CpuBackend({ precision: 'float64' });
    const empty = backend.bytes;
    const { model, random, features } = captioner(cellType, backend);
    const captions = tensor([N, T + 1], captionMixes['every length']?.(N, T, V, random) ?? new Int32Array());
    const before = await model.loss(features, captions);
    await model.wordSaliency(features, captions);
    await model.states(features, captions);
    expect(await model.loss(features, captions)).toEqual(before);
    model.destroy();
    expect(backend.bytes).toBe(empty);
  });
});

describe('internal states refuse', () => {
  const { model, features } = captioner('lstm');
  const captions = tensor([N, 3], new Int32Array(N * 3).fill(1));
  const calls = [
    ['wordSaliency', (...given: Parameters<typeof model.states>) => model.wordSaliency(...given)],
    ['states', (...given: Parameters<typeof model.states>) => model.states(...given)],
    ['wordLogProbs', (...given: Parameters<typeof model.states>) => model.wordLogProbs(...given)],
  ] as const;

  it.each(calls)('%s: inputs that the loss refuses', async (name, call) => {
    const one = tensor([1, D], features.data.subarray(0, D));
    await expect(call(one, captions)).rejects.toThrow(ShapeError);
    await expect(call(features, tensor([N, 1], new Int32Array(N)))).rejects.toThrow(`${name}: captions`);
    await expect(call(features, tensor([N, 3], new Int32Array(N * 3).fill(V)))).rejects.toThrow(DataError);
    const broken = tensor(
      [N, D],
      Float64Array.from(features.data, (value, i) => (i === 5 ? Number.NaN : value)),
    );
    await expect(call(broken, captions)).rejects.toThrow(`${name}: features[1, 2]`);
  });

  it.each(calls)('%s: results that are not finite', async (name, call) => {
    const huge = tensor([N, D], new Float64Array(N * D).fill(1e200));
    model.setParams({ W_proj: tensor([D, H], new Float64Array(D * H).fill(1e200)) });
    await expect(call(huge, captions)).rejects.toThrow(name);
    await expect(call(huge, captions)).rejects.toThrow(/finite result/);
  });
});
