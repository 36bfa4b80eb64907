import { CpuBackend } from '../../src/cpu/backend.ts';
import { WebGpuBackend } from '../../src/gpu/backend.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import type { Backend } from '../../src/ops/backend.ts';
import type { CellType } from '../../src/options/model_options.ts';
import { Random } from '../../src/random.ts';
import { tensor } from '../../src/tensor.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import { captionMixes, wordToIdx } from '../support/captions.ts';
import { smallDataset } from '../support/dataset.ts';
import { bytesOfTraining } from '../support/memory.ts';
import { atMost, equal } from './check.ts';
import { withBackend } from './shared_devices.ts';

interface Sizes {
  readonly N: number;
  readonly T: number;
  readonly D: number;
  readonly W: number;
  readonly H: number;
  readonly V: number;
}

const CELLS: readonly CellType[] = ['rnn', 'lstm'];
const SIZES: readonly Sizes[] = [
  { N: 25, T: 16, D: 512, W: 128, H: 128, V: 1004 },
  { N: 64, T: 10, D: 100, W: 65, H: 33, V: 3000 },
  { N: 2, T: 3, D: 64, W: 200, H: 200, V: 500 },
];
/**
 * Little work a step, so that a software adapter does 2,000 of them. But a dozen captions: at each sum over one or two rows
 * lavapipe of Mesa 22 keeps memory (about 2 MB a step), as if it compiled the product anew.
 */
const SMALL: Sizes = { N: 12, T: 1, D: 2, W: 2, H: 2, V: 12 };
/** 30,000 words, 256 captions: scores of all rows would take 491 MB. */
const LARGE: Sizes = { N: 256, T: 16, D: 8, W: 8, H: 8, V: 30_000 };

const modelOptions = (cellType: CellType, { D, W, H, V }: Sizes) => ({
  ...{ wordToIdx: wordToIdx(V), inputDim: D, wordvecDim: W, hiddenDim: H, cellType },
});

function captioner(backend: Backend, cellType: CellType, sizes: Sizes): CaptioningRNN {
  return new CaptioningRNN(backend, modelOptions(cellType, sizes));
}

/** An Adam training whose data set has as many images as a minibatch has captions. */
function training(backend: Backend, cellType: CellType, sizes: Sizes, maxSteps: number) {
  const { N, T, D, V } = sizes;
  const data = smallDataset({ captions: N, images: N, T, D, V });
  const options = { updateRule: 'adam', batchSize: N, numEpochs: maxSteps, maxSteps, verbose: false } as const;
  const counted = bytesOfTraining(backend, modelOptions(cellType, sizes), data, options);
  return { counted, trainer: new CaptioningTrainer(captioner(backend, cellType, sizes), data, options) };
}

export const modelMemoryChecks: Readonly<Record<string, () => Promise<void>>> = Object.fromEntries(
  CELLS.flatMap((cell) => [
    [
      `memory of ${cell} training is what a dry run counts`,
      async () => {
        for (const sizes of SIZES) {
          await withBackend(async (backend) => {
            const { counted, trainer } = training(backend, cell, sizes, 3);
            equal(backend.bytes, counted, 'bytes before the first step');
            const staged: number[] = [];
            await trainer.train({ onStep: () => staged.push(backend.bytes - counted) });
            // Loss, norm and brake of each step under way come back in a staging buffer.
            equal(staged.length, 3, 'steps');
            for (const bytes of staged) equal([12, 24, 36].includes(bytes), true, `${bytes} bytes of staging buffers`);
          });
        }
      },
    ],
    [
      `memory of ${cell} training stays the same over 2,000 steps`,
      () =>
        withBackend(async (backend) => {
          const { trainer } = training(backend, cell, SMALL, 2000);
          const bytes: number[] = [];
          await trainer.train({ onStep: () => bytes.push(backend.bytes) });
          equal(bytes.length, 2000, 'steps');
          // By the tenth step the ring of staging buffers is as long as it gets.
          equal([Math.min(...bytes.slice(10)), Math.max(...bytes.slice(10))], [bytes[9], bytes[9]], 'bytes');
        }),
    ],
    [
      `${cell} with 30,000 words and 256 captions agrees with the CPU within WebGPU's default limits`,
      async () => {
        const adapter = await navigator.gpu.requestAdapter();
        const device = await adapter?.requestDevice();
        if (!device) throw new Error('no device');
        equal(device.limits.maxStorageBufferBindingSize, 128 * 2 ** 20, 'default limit of a binding');
        const { N, T, D, V } = LARGE;
        const random = new Random(5);
        const words = captionMixes['every length']?.(N, T, V, random) ?? new Int32Array();
        const features = Float32Array.from({ length: N * D }, () => random.normal());
        const loss = async (backend: Backend) => {
          const model = captioner(backend, cell, LARGE);
          const { loss: value, grads } = await model.loss(tensor([N, D], features), tensor([N, T + 1], words));
          return { value, norm: Math.hypot(...grads.Wh.data), vocabulary: grads.b_vocab.data };
        };
        const [found, expected] = [await loss(await WebGpuBackend.open(device)), await loss(new CpuBackend())];
        device.destroy();
        atMost(Math.abs(found.value / expected.value - 1), 1e-4, 'relative error of the loss');
        atMost(Math.abs(found.norm / expected.norm - 1), 1e-3, 'relative error of the norm of dWh');
        found.vocabulary.forEach((value, word) => {
          atMost(Math.abs(value - (expected.vocabulary[word] ?? Number.NaN)), 1e-3, `gradient of b_vocab[${word}]`);
        });
      },
    ],
  ]),
);
