import { DeviceError, ShapeError } from '../../src/errors.ts';
import { WebGpuBackend } from '../../src/gpu/backend.ts';
import { roundToHalf } from '../../src/half.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { entryOf, type ParameterName } from '../../src/model/parameter_names.ts';
import { convert, sigmoid } from '../../src/ops/elementwise.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import { wordToIdx } from '../support/captions.ts';
import { smallDataset } from '../support/dataset.ts';
import { bytesOfTraining } from '../support/memory.ts';
import { atMost, equal, fails } from './check.ts';
import { counting } from './program_checks.ts';
import { withBackend } from './shared_devices.ts';
import { CELLS, captioner, minibatch, reference, sizes, trainer } from './small_captioner.ts';

/** The same on a device with `shader-f16`; the browser's tests say whether it must have it. */
const withHalves = (work: (backend: WebGpuBackend) => Promise<void>) =>
  withBackend(async (backend) => {
    if (backend.facts.features.has('shader-f16')) await work(backend);
    else await refuses(backend);
  });

async function refuses(backend: WebGpuBackend): Promise<void> {
  await fails(() => backend.create('x', 3, 'half'), DeviceError, /buffer x: expected the feature shader-f16/);
  await fails(() => captioner(backend, 'lstm', 'float16'), DeviceError, /shader-f16.*float32/);
  equal(backend.bytes, 0, 'bytes');
}

/** Loss and gradients differ by what falls to the other side of a tie somewhere, 2⁻¹⁰ of one number. */
const LOSS_TOLERANCE = 1e-4;
const GRADIENT_TOLERANCE = 2e-3;
const curveOptions = { updaterConfig: { learningRate: 5e-3 }, numEpochs: 60, maxSteps: 60 };

const perCell = Object.fromEntries(
  CELLS.flatMap((cell) => [
    [
      `whole ${cell} step in float16 storage agrees with the CPU`,
      () =>
        withHalves(async (backend) => {
          const { features, captions } = minibatch('every length');
          const [gpu, cpu] = [captioner(backend, cell, 'float16'), captioner(reference, cell, 'float16')];
          cpu.setParams(gpu.params);
          const [found, expected] = [await gpu.loss(features, captions), await cpu.loss(features, captions)];
          atMost(Math.abs(found.loss / expected.loss - 1), LOSS_TOLERANCE, 'relative error of the loss');
          equal(await gpu.evaluateLoss(features, captions), found.loss, 'loss alone');
          for (const [name, { data }] of Object.entries(expected.grads)) {
            const values = entryOf(found.grads, name as ParameterName).data;
            const error = Math.hypot(...data.map((value, i) => (values[i] ?? Number.NaN) - value));
            atMost(error / Math.hypot(...data), GRADIENT_TOLERANCE, `relative error of the gradient of ${name}`);
          }
        }),
    ],
    [
      `${cell} training in float16 storage has the losses of float32 within 2 %`,
      () =>
        withHalves(async (backend) => {
          const [full, half] = [trainer(backend, cell, curveOptions), trainer(backend, cell, curveOptions, 'float16')];
          await full.trainer.train();
          await half.trainer.train();
          const losses = half.trainer.lossHistory;
          full.trainer.lossHistory.forEach((loss, step) => {
            atMost(Math.abs((losses[step] ?? Number.NaN) / loss - 1), 0.02, `step ${step + 1}, float32 ${loss}`);
          });
          atMost(losses.at(-1) ?? Number.NaN, 0.7 * (losses[0] ?? 0), 'last loss');
          const rounded = half.model.params.Wh.data.filter((value) => roundToHalf(value) === value);
          atMost(rounded.length, half.model.params.Wh.data.length / 10, 'trained weights that are halves');
        }),
    ],
    [
      `a ${cell} step in float16 storage is one submit, two writes and at most 2T + 25 dispatches`,
      () =>
        withHalves(async (backend) => {
          const { trainer: training } = trainer(backend, cell, { maxSteps: 5 }, 'float16');
          const counts = await counting(() => training.train());
          equal([counts.submit, counts.writeBuffer], [5 + 1, 2 * 5 + 1], 'submits and writes');
          atMost(counts.dispatchWorkgroups ?? 0, 5 * (2 * sizes.T + 25), 'dispatches');
        }),
    ],
    [
      `memory of ${cell} training in float16 storage is what a dry run counts`,
      () =>
        withHalves(async (backend) => {
          const [N, T, D, W, H, V] = [25, 16, 512, 128, 128, 1004];
          const numbers = { wordToIdx: wordToIdx(V), inputDim: D, wordvecDim: W, hiddenDim: H };
          const options = { ...numbers, cellType: cell, storage: 'float16' } as const;
          const model = new CaptioningRNN(backend, options);
          const data = smallDataset({ captions: N, images: N, T, D, V });
          const settings = { updateRule: 'adam', batchSize: N, verbose: false } as const;
          const made = new CaptioningTrainer(model, data, settings);
          equal(backend.bytes, bytesOfTraining(backend, options, data, settings), 'bytes');
          made.destroy();
          model.destroy();
          equal(backend.bytes, 0, 'bytes once model and trainer are destroyed');
        }),
    ],
  ]),
);

export const halfChecks: Readonly<Record<string, () => Promise<void>>> = {
  'halves are refused by a device without shader-f16': async () => {
    const adapter = await navigator.gpu.requestAdapter();
    const device = await adapter?.requestDevice();
    if (!device) throw new Error('no device');
    await refuses(await WebGpuBackend.open(device));
    device.destroy();
  },

  'halves take two bytes, and come back rounded to nearest': () =>
    withHalves(async (backend) => {
      const values = Float32Array.of(0.1, -1 / 3, 2 ** -24, 70_000, 2049);
      const rounded = [...values].map(roundToHalf);
      const x = backend.create('x', 5, 'half');
      equal(backend.bytes, 12, 'bytes, in whole words');
      backend.write(x, values);
      equal([...(await backend.read(x))], rounded, 'x');
      backend.write(x, Float64Array.of(7, 8, 9), 2);
      equal([...(await backend.read(x))], [...rounded.slice(0, 2), 7, 8, 9], 'x, its end written again');
      await fails(() => backend.write(x, values.subarray(0, 1)), ShapeError, /pairs of halves.*elements 0 to 1/);
      await fails(() => backend.write(x, values.subarray(0, 2), 1), ShapeError, /pairs of halves/);
      const { whole, parts } = backend.createParts('parts', [3, 130], 'half');
      const [first, second] = parts;
      if (!first || !second) throw new Error('createParts gave no parts');
      backend.write(second, new Float32Array(130).fill(0.1));
      backend.write(first, values.subarray(0, 3));
      equal([...(await backend.read(first))], rounded.slice(0, 3), 'the first part');
      equal([...(await backend.read(second))], new Array(130).fill(roundToHalf(0.1)), 'the second part');
      equal(whole.length, 128 + 256, 'length of the whole');
    }),

  'halves may be given to what is made for them only': () =>
    withHalves(async (backend) => {
      const [x, y] = [backend.create('x', 4, 'half'), backend.create('y', 4)];
      const recorder = backend.record('misuse');
      const wrong = /expected float values, found half/;
      await fails(() => recorder.call(sigmoid, { Q: 4 }, { x, y }), ShapeError, wrong);
      await fails(() => recorder.call(convert, { Q: 4 }, { x, y }), ShapeError, wrong);
    }),

  ...perCell,
};
