import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { createLayers } from '../../src/layers/create.ts';
import { planBatch } from '../../src/model/batch_plan.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { PARAMETER_NAMES } from '../../src/model/parameter_names.ts';
import { ParameterLayout, type ParameterTensors } from '../../src/model/parameters.ts';
import { NO_REGULARISATION } from '../../src/model/regularisation.ts';
import type { Buffer } from '../../src/ops/backend.ts';
import { counterUniform, streams } from '../../src/ops/counter_random.ts';
import { Random } from '../../src/random.ts';
import { type FloatTensor, tensor } from '../../src/tensor.ts';
import { captionMixes, wordToIdx } from '../support/captions.ts';

const [N, T, D, W, H] = [4, 5, 3, 4, 3];
/** Rates that float32 holds exactly. */
const regularisation = { ...NO_REGULARISATION, wordDropout: 0.5, outputDropout: 0.25, seed: 11 };
const H_STEP = 1e-5;

/** A captioner, a minibatch, and its loss and gradients while numbers are dropped. */
function setUp(cellType: 'rnn' | 'lstm', mix: string, { V = 7, scoreRows = N * T, masks = regularisation } = {}) {
  const random = new Random(7);
  const backend = new CpuBackend({ precision: 'float64' });
  const options = { wordToIdx: wordToIdx(V), inputDim: D, wordvecDim: W, hiddenDim: H, cellType };
  const model = new CaptioningRNN(backend, options);
  const words = captionMixes[mix]?.(N, T, V, random) ?? new Int32Array();
  const features = Float64Array.from({ length: N * D }, () => random.normal());
  const vectors = Float64Array.from({ length: V * W }, () => random.normal());
  model.setParams({ W_embed: tensor([V, W], vectors) });
  Object.defineProperty(backend, 'maxBufferLength', { value: Math.max(900, scoreRows * V) });
  const layout = new ParameterLayout(model.configuration);
  const own = layout.create(backend, 'layout');
  let gradients: Buffer = own.whole;
  const step = model.trainingStep({
    captions: N,
    steps: T,
    regularisation: masks,
    update: (_recorder, { gradients: dw }) => {
      gradients = dw.whole;
    },
  });
  const compute = async (number = 5): Promise<{ loss: number; grads: ParameterTensors }> => {
    const batch = { ...step.plan(words), features };
    const [loss, grads] = await step.run(batch, [step.loss, gradients], { step: number });
    return { loss: loss?.[0] ?? Number.NaN, grads: layout.fromDevice('gradients', grads ?? new Float64Array()) };
  };
  return { model, words, features, compute, backend };
}

describe.each(['rnn', 'lstm'] as const)('dropout in a %s', (cellType) => {
  it.each([
    ['every length', 0],
    ['nulls in the middle', 0.2],
  ] as const)('every gradient is the numeric one, captions: %s, label smoothing %f', async (mix, labelSmoothing) => {
    const { model, compute } = setUp(cellType, mix, { masks: { ...regularisation, labelSmoothing } });
    const start = model.params;
    const { grads } = await compute();
    for (const name of PARAMETER_NAMES) {
      const { shape, data } = start[name];
      for (let i = 0; i < data.length; i++) {
        const at = async (offset: number) => {
          const moved = Float64Array.from(data);
          moved[i] = (moved[i] ?? 0) + offset;
          model.setParams({ [name]: tensor(shape, moved) });
          return (await compute()).loss;
        };
        const numeric = ((await at(H_STEP)) - (await at(-H_STEP))) / (2 * H_STEP);
        const analytic = grads[name].data[i] ?? Number.NaN;
        const error = Math.abs(numeric - analytic) / Math.max(1e-4, Math.abs(numeric) + Math.abs(analytic));
        expect(error, `${name}[${i}]: numeric ${numeric}, analytic ${analytic}`).toBeLessThan(1e-6);
      }
      model.setParams({ [name]: start[name] });
    }
  });

  it('equals plain layers whose word vectors and outputs are multiplied by the masks', async () => {
    const { model, words, features, compute, backend } = setUp(cellType, 'every length');
    const layers = createLayers(backend);
    const p = model.params;
    const { wordDropout, outputDropout, seed } = regularisation;
    const mask = (rate: number, stream: number, place: number) =>
      counterUniform(seed, stream, 5, place) < rate ? 0 : 1 / (1 - rate);
    const inputs = tensor([N, T], new Int32Array(N * T));
    const targets = tensor([N, T], new Int32Array(N * T));
    for (let n = 0; n < N; n++) {
      inputs.data.set(words.subarray(n * (T + 1), n * (T + 1) + T), n * T);
      targets.data.set(words.subarray(n * (T + 1) + 1, (n + 1) * (T + 1)), n * T);
    }
    const [x] = await layers.wordEmbeddingForward(inputs, p.W_embed);
    x.data.forEach((value, i) => {
      const place = (inputs.data[Math.floor(i / W)] ?? 0) * W + (i % W);
      x.data[i] = value * mask(wordDropout, streams.wordDropout, place);
    });
    const [h0] = await layers.affineForward(tensor([N, D], features), p.W_proj, p.b_proj);
    let h: FloatTensor;
    if (cellType === 'lstm') [h] = await layers.lstmForward(x, h0, p.Wx, p.Wh, p.b);
    else [h] = await layers.rnnForward(x, h0, p.Wx, p.Wh, p.b);
    const { order, first, rows } = planBatch(words, N, T, N, 0);
    for (let t = 0; t < T; t++) {
      for (let row = 0; row < (rows[t] ?? 0); row++) {
        for (let unit = 0; unit < H; unit++) {
          const at = ((order[row] ?? 0) * T + t) * H + unit;
          const place = ((first[t] ?? 0) + row) * H + unit;
          h.data[at] = (h.data[at] ?? 0) * mask(outputDropout, streams.outputDropout, place);
        }
      }
    }
    const [scores] = await layers.temporalAffineForward(h, p.W_vocab, p.b_vocab);
    const counted = tensor(
      [N, T],
      targets.data.map((word) => (word === 0 ? 0 : 1)),
    );
    const [expected] = await layers.temporalSoftmaxLoss(scores, targets, counted);
    expect((await compute()).loss).toBeCloseTo(expected, 12);
  });

  it('is the same in chunks, and differs from step to step', async () => {
    const whole = await setUp(cellType, 'every length', { V: 201 }).compute();
    const chunked = await setUp(cellType, 'every length', { V: 201, scoreRows: 5 }).compute();
    expect(chunked.loss).toBeCloseTo(whole.loss, 12);
    for (const name of PARAMETER_NAMES) {
      chunked.grads[name].data.forEach((value, i) => {
        expect(value).toBeCloseTo(whole.grads[name].data[i] ?? Number.NaN, 12);
      });
    }
    const { loss } = await setUp(cellType, 'every length', { V: 201 }).compute(6);
    expect(Math.abs(loss - whole.loss)).toBeGreaterThan(1e-4);
  });

  it('is off in loss and evaluateLoss', async () => {
    const { model, words, features, compute } = setUp(cellType, 'every length');
    const [x, captions] = [tensor([N, D], features), tensor([N, T + 1], words)];
    const { loss } = await model.loss(x, captions);
    expect(await model.evaluateLoss(x, captions)).toBe(loss);
    expect(Math.abs((await compute()).loss - loss)).toBeGreaterThan(1e-4);
    const plain = setUp(cellType, 'every length', { masks: { ...NO_REGULARISATION, seed: 3 } });
    expect((await plain.compute()).loss).toBe(loss);
  });
});
