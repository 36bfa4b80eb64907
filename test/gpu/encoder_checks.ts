import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import type { ParameterName } from '../../src/model/parameter_names.ts';
import { entryOf } from '../../src/model/parameter_names.ts';
import type { Backend } from '../../src/ops/backend.ts';
import { Random } from '../../src/random.ts';
import { tensor } from '../../src/tensor.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import { captionMixes, wordToIdx } from '../support/captions.ts';
import { smallDataset } from '../support/dataset.ts';
import { encoderStopsAtOverflow } from '../support/overflow.ts';
import { normalTensor } from '../support/tensors.ts';
import { atMost, equal } from './check.ts';
import { withBackend } from './program_checks.ts';
import { CELLS, reference } from './small_captioner.ts';

const [N, T, V, side] = [5, 6, 11, 8];
const D = 4 * side * side;
const GRADIENT_TOLERANCE = 1e-3;

const captioner = (backend: Backend, cellType: (typeof CELLS)[number]) =>
  new CaptioningRNN(backend, {
    wordToIdx: wordToIdx(V),
    wordvecDim: 6,
    hiddenDim: 8,
    encoder: { side, channels: [4, 5, 8] },
    cellType,
  });

function close(found: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  equal(found.length, expected.length, `length of ${what}`);
  const values = Array.from(expected);
  const error = Math.hypot(...values.map((value, i) => (found[i] ?? Number.NaN) - value));
  atMost(error, GRADIENT_TOLERANCE * Math.hypot(...values), what);
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

export const encoderChecks: Readonly<Record<string, () => Promise<void>>> = Object.fromEntries([
  ...perCell,
  ['an encoder whose statistics overflow stops training', () => withBackend(encoderStopsAtOverflow)],
]);
