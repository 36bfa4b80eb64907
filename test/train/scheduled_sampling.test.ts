import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { createLayers } from '../../src/layers/create.ts';
import { planBatch } from '../../src/model/batch_plan.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { Random } from '../../src/random.ts';
import { type FloatTensor, tensor } from '../../src/tensor.ts';
import { replacedInputs, ScheduledSampling } from '../../src/train/scheduled_sampling.ts';
import { captionMixes, wordToIdx } from '../support/captions.ts';

const [N, T, D, W, H, V] = [6, 5, 4, 3, 5, 9];

function setUp(cellType: 'rnn' | 'lstm') {
  const random = new Random(4);
  const backend = new CpuBackend({ precision: 'float64' });
  const options = { wordToIdx: wordToIdx(V), inputDim: D, wordvecDim: W, hiddenDim: H, cellType };
  const model = new CaptioningRNN(backend, options);
  const vectors = Float64Array.from({ length: V * W }, () => 2 * random.normal());
  model.setParams({ W_embed: tensor([V, W], vectors) });
  const features = Float64Array.from({ length: N * D }, () => random.normal());
  const captions = captionMixes['every length']?.(N, T, V, random) ?? new Int32Array();
  return { backend, model, features, captions };
}

describe('replacedInputs', () => {
  const { captions } = setUp('rnn');
  const plan = planBatch(captions, N, T, N, 0);
  const predicted = Uint32Array.from({ length: plan.M }, (_, m) => 100 + m);
  const draw = { probability: 1, seed: 3, step: 1 };

  it('with probability 1: every input word but the first is the prediction at the step before', () => {
    const inputs = replacedInputs(captions, plan, predicted, draw);
    for (let row = 0; row < N; row++) {
      const caption = plan.order[row] ?? 0;
      for (let t = 0; t <= T; t++) {
        const alive = t > 0 && t < T && row < (plan.rows[t] ?? 0);
        const expected = alive ? 100 + (plan.first[t - 1] ?? 0) + row : captions[caption * (T + 1) + t];
        expect(inputs[caption * (T + 1) + t]).toBe(expected);
      }
    }
  });

  it('with probability 0: none; in between: some, the same ones for the same seed and step', () => {
    expect(replacedInputs(captions, plan, predicted, { ...draw, probability: 0 })).toEqual(captions);
    const half = { ...draw, probability: 0.5 };
    const inputs = replacedInputs(captions, plan, predicted, half);
    const replaced = inputs.filter((word) => word >= 100).length;
    expect(replaced).toBeGreaterThan(0);
    expect(replaced).toBeLessThan(plan.M - N);
    expect(replacedInputs(captions, plan, predicted, half)).toEqual(inputs);
    expect(replacedInputs(captions, plan, predicted, { ...half, step: 2 })).not.toEqual(inputs);
    expect(replacedInputs(captions, plan, predicted, { ...half, seed: 4 })).not.toEqual(inputs);
  });

  it('leaves targets, mask and lengths unchanged, and embeds the replaced inputs', () => {
    const words = Uint32Array.from({ length: plan.M }, (_, m) => 1 + (m % 8));
    const inputs = replacedInputs(captions, plan, words, draw);
    const replanned = planBatch(captions, N, T, N, 0, inputs);
    for (const name of ['targets', 'mask', 'rows', 'first', 'order', 'previousRows'] as const) {
      expect(replanned[name]).toEqual(plan[name]);
    }
    const read = [...replanned.inputRows].map((u) => replanned.words[u]);
    const second = plan.first[1] ?? 0;
    expect(read.slice(second, second + (plan.rows[1] ?? 0))).toEqual([...words.subarray(0, plan.rows[1])]);
  });
});

describe.each(['rnn', 'lstm'] as const)('scheduled sampling of a %s', (cellType) => {
  it('predicts the words of greedy sampling from the words of greedy sampling', async () => {
    const { model, features } = setUp(cellType);
    const { data: captions } = await model.sample(tensor([N, D], features), T + 1);
    const step = model.predictionStep({ captions: N, steps: T });
    const batch = { ...step.plan(captions), features };
    const [predicted] = await step.run(batch, step.predicted ? [step.predicted] : []);
    const { order, rows, first } = batch.plan;
    expect(rows[0]).toBe(N);
    for (let t = 0; t < T; t++) {
      for (let row = 0; row < (rows[t] ?? 0); row++) {
        expect(predicted?.[(first[t] ?? 0) + row]).toBe(captions[(order[row] ?? 0) * (T + 1) + t + 1]);
      }
    }
  });

  it('has the loss of plain layers that read the replaced words', async () => {
    const { backend, model, features, captions } = setUp(cellType);
    const room = { captions: N, steps: T };
    const sampling = new ScheduledSampling(model, room, { start: 0.2, perEpoch: 0.3, most: 0.6 }, 9);
    const step = model.trainingStep({ ...room, update: () => {} });
    const batch = { ...step.plan(captions), features };
    const inputs = await sampling.inputs(captions, batch, 5, 2);
    expect(inputs).not.toEqual(captions);
    const [found] = await step.run({ ...step.plan(captions, undefined, inputs), features }, [step.loss]);

    const layers = createLayers(backend);
    const p = model.params;
    const [read, targets] = [tensor([N, T], new Int32Array(N * T)), tensor([N, T], new Int32Array(N * T))];
    for (let n = 0; n < N; n++) {
      read.data.set(inputs.subarray(n * (T + 1), n * (T + 1) + T), n * T);
      targets.data.set(captions.subarray(n * (T + 1) + 1, (n + 1) * (T + 1)), n * T);
    }
    const [x] = await layers.wordEmbeddingForward(read, p.W_embed);
    const [h0] = await layers.affineForward(tensor([N, D], features), p.W_proj, p.b_proj);
    let h: FloatTensor;
    if (cellType === 'lstm') [h] = await layers.lstmForward(x, h0, p.Wx, p.Wh, p.b);
    else [h] = await layers.rnnForward(x, h0, p.Wx, p.Wh, p.b);
    const [scores] = await layers.temporalAffineForward(h, p.W_vocab, p.b_vocab);
    const counted = tensor(
      [N, T],
      targets.data.map((word) => (word === 0 ? 0 : 1)),
    );
    const [expected] = await layers.temporalSoftmaxLoss(scores, targets, counted);
    expect(found?.[0]).toBeCloseTo(expected, 12);
    sampling.destroy();
    step.destroy();
  });
});
