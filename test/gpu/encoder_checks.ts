import { CpuBackend } from '../../src/cpu/backend.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { networkEncoder } from '../../src/model/network_encoder_file.ts';
import type { ParameterName } from '../../src/model/parameter_names.ts';
import { entryOf } from '../../src/model/parameter_names.ts';
import { pixelEncoder } from '../../src/model/pixel_encoder.ts';
import type { Backend } from '../../src/ops/backend.ts';
import { Random } from '../../src/random.ts';
import { tensor } from '../../src/tensor.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import { captionMixes, wordToIdx } from '../support/captions.ts';
import { smallDataset } from '../support/dataset.ts';
import { encoderStopsAtOverflow } from '../support/overflow.ts';
import { normalTensor } from '../support/tensors.ts';
import { captionerOfFeatures, captionerOfPixels, networkParameters } from '../support/tuned_captioner.ts';
import { noisePicture } from '../vision/support/pictures.ts';
import { smallFile } from '../vision/support/small_squeezenet.ts';
import { atMost, equal } from './check.ts';
import { withBackend } from './shared_devices.ts';
import { CELLS, reference } from './small_captioner.ts';

const [N, T, V, side] = [5, 6, 11, 8];
const D = 4 * side * side;
const GRADIENT_TOLERANCE = 1e-3;

const captioner = (backend: Backend, cellType: (typeof CELLS)[number]) =>
  new CaptioningRNN(backend, {
    wordToIdx: wordToIdx(V),
    wordvecDim: 6,
    hiddenDim: 8,
    encoder: pixelEncoder({ side, channels: [4, 5, 8] }),
    cellType,
  });

function close(found: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  equal(found.length, expected.length, `length of ${what}`);
  const length = (values: ArrayLike<number>) =>
    Math.sqrt(Array.from(values).reduce((sum, value) => sum + value ** 2, 0));
  const error = length(Array.from(expected, (value, i) => (found[i] ?? Number.NaN) - value));
  atMost(error, GRADIENT_TOLERANCE * length(expected), what);
}

const perCell = CELLS.flatMap((cell) => [
  [
    `a ${cell} with an encoder agrees with the CPU: gradients, saliency, and what training averages`,
    () =>
      withBackend(async (backend) => {
        const random = new Random(5);
        const captions = tensor([N, T + 1], captionMixes['every length']?.(N, T, V, random) ?? new Int32Array());
        const pixels = normalTensor(random, 1, N, D);
        const [gpu, cpu] = [captioner(backend, cell), captioner(reference, cell)];
        cpu.setParams(gpu.params);
        const [found, expected] = [await gpu.loss(pixels, captions), await cpu.loss(pixels, captions)];
        atMost(Math.abs(found.loss - expected.loss), 1e-4 * expected.loss, 'loss');
        for (const [name, { data }] of Object.entries(expected.grads)) {
          close(entryOf(found.grads, name as ParameterName).data, data, `gradient of ${name}`);
        }
        const train = async (model: CaptioningRNN) => {
          const data = smallDataset({ captions: 12, images: 4, T, D, V });
          const settings = {
            updateRule: 'sgd',
            sampling: 'pictures',
            batchSize: 7,
            maxSteps: 4,
            verbose: false,
          } as const;
          await new CaptioningTrainer(model, data, settings).train();
          return model.params;
        };
        const [onGpu, onCpu] = [await train(gpu), await train(cpu)];
        for (const name of ['W_conv1', 'statistics_conv1', 'statistics_conv3', 'W_proj'] as const) {
          close(entryOf(onGpu, name).data, entryOf(onCpu, name).data, `${name} after training`);
        }
        const said = (model: CaptioningRNN) => model.wordSaliency(pixels, captions);
        close((await said(gpu)).gradients.data, (await said(cpu)).gradients.data, 'saliency');
      }),
  ],
]);

/** Losses, parameters and answers of a captioner that is trained together with a small SqueezeNet. */
async function tuned(backend: Backend) {
  const { encoder, params, pixels } = networkEncoder(smallFile('1.1'), 'small');
  const sizes = { wordToIdx: wordToIdx(V), wordvecDim: 6, hiddenDim: 8 };
  const model = new CaptioningRNN(backend, { ...sizes, encoder, cellType: 'lstm' });
  model.setParams(params);
  const pictures = pixels([1, 2, 3, 4].map((seed) => noisePicture(seed, 37, 37)));
  const D = pictures.shape[1] ?? 0;
  const data = smallDataset({ captions: 12, images: 4, T, D, V });
  const { train } = data.splits;
  const readRows = (rows: ArrayLike<number>) =>
    Float32Array.from(Array.from(rows).flatMap((row) => [...pictures.data.subarray(row * D, (row + 1) * D)]));
  const splits = train && { train: { ...train, features: { ...train.features, readRows } } };
  const captions = tensor([4, T + 1], captionMixes['every length']?.(4, T, V, new Random(5)) ?? new Int32Array());
  const { loss, grads } = await model.loss(pictures, captions);
  const saliency = await model.wordSaliency(pictures, captions);
  const settings = { updateRule: 'sgd', sampling: 'pictures', batchSize: 7, maxSteps: 4, verbose: false } as const;
  const trainer = new CaptioningTrainer(model, splits ? { ...data, splits } : data, settings);
  await trainer.train();
  const after = { ...model.params };
  const evaluated = await model.evaluateLoss(pictures, captions);
  trainer.destroy();
  model.destroy();
  return { losses: [loss, evaluated, ...trainer.lossHistory], grads, saliency: saliency.gradients, after };
}

async function networkAgrees(backend: Backend): Promise<void> {
  const [found, expected] = [await tuned(backend), await tuned(new CpuBackend())];
  close(found.losses, expected.losses, 'losses');
  close(found.saliency.data, expected.saliency.data, 'saliency');
  for (const what of ['grads', 'after'] as const) {
    for (const [name, { data }] of Object.entries(expected[what])) {
      close(entryOf(found[what], name as ParameterName).data, data, `${what}: ${name}`);
    }
  }
}

/** Losses and gradient norms of a training whose network learns after its first epoch. */
async function fineTuned(backend: Backend) {
  const { features } = await captionerOfFeatures(backend);
  const { model, data } = captionerOfPixels(backend);
  const trainer = new CaptioningTrainer(model, data, {
    ...{ updateRule: 'adam', sampling: 'pictures', batchSize: 4, numEpochs: 3, verbose: false },
    ...{ clipNorm: 1, weightDecay: 0.1, fineTuning: { afterEpochs: 1, features, learningRate: 1e-3 } },
  });
  const before = model.params;
  await trainer.train();
  const moved = networkParameters.map((name) => {
    const [one, other] = [entryOf(before, name as ParameterName), entryOf(model.params, name as ParameterName)];
    return Math.max(...other.data.map((value, i) => Math.abs(value - (one.data[i] ?? Number.NaN))));
  });
  trainer.destroy();
  model.destroy();
  return { losses: trainer.lossHistory, norms: trainer.gradientNormHistory, moved };
}

async function fineTuningAgrees(backend: Backend): Promise<void> {
  const [found, expected] = [await fineTuned(backend), await fineTuned(new CpuBackend())];
  close(found.losses, expected.losses, 'losses');
  close(found.norms, expected.norms, 'gradient norms');
  // Where a gradient is nearly 0, Adam's step has the sign of its rounding: how far is the same, not where to.
  close(found.moved, expected.moved, 'how far the network has moved');
}

export const encoderChecks: Readonly<Record<string, () => Promise<void>>> = Object.fromEntries([
  ...perCell,
  ['a captioner trained together with SqueezeNet agrees with the CPU', () => withBackend(networkAgrees)],
  ['a network that is fine-tuned after an epoch agrees with the CPU', () => withBackend(fineTuningAgrees)],
  ['an encoder whose statistics overflow stops training', () => withBackend(encoderStopsAtOverflow)],
]);
