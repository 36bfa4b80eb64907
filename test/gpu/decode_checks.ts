import type { DecodeOptions } from '../../src/options/decoding_options.ts';
import { tensor } from '../../src/tensor.ts';
import { atMost, equal } from './check.ts';
import { counting } from './program_checks.ts';
import { withBackend } from './shared_devices.ts';
import { CELLS, captioner, minibatch, reference, sizes, trainer } from './small_captioner.ts';

const rules = { noImmediateRepeat: true, noRepeatedTrigram: true, badEndings: ['word4', 'word5'] } as const;
/** Captions are sums of at most 12 log-probabilities. */
const TOLERANCE = 1e-3;
const PICTURES = 9;

const ways: Readonly<Record<string, DecodeOptions>> = {
  greedy: {},
  'greedy with rules': rules,
  sampled: { method: 'sample', seed: 3_000_000_019 },
  'sampled from the likeliest, with rules': {
    method: 'sample',
    seed: 5,
    temperature: 1.5,
    topK: 20,
    topP: 0.9,
    ...rules,
  },
  'beams of 5': { method: 'beam', beamWidth: 5, nBest: 3 },
  'beams of 10, with rules': { method: 'beam', beamWidth: 10, nBest: 10, lengthNormalization: 0.7, ...rules },
};

/** As many pictures as asked for, features different in each. */
function pictures(count: number) {
  const features = new Float32Array(count * sizes.D).map((_, i) => Math.sin(i * (1 + (i % 7))));
  return tensor([count, sizes.D], features);
}

export const decodeChecks: Readonly<Record<string, () => Promise<void>>> = Object.fromEntries(
  CELLS.flatMap((cell) => [
    [
      `${cell} decoding is that of the CPU in every way`,
      () =>
        withBackend(async (backend) => {
          // Trained until it knows what it wants to say: words that are as good as equal come in any order.
          const settings = { updaterConfig: { learningRate: 1e-2 }, numEpochs: 30 };
          const { model: gpu, trainer: training } = trainer(backend, cell, settings);
          await training.train();
          const cpu = captioner(reference, cell);
          cpu.setParams(gpu.params);
          const features = tensor(
            [PICTURES, sizes.D],
            minibatch('every length').features.data.slice(0, PICTURES * sizes.D),
          );
          for (const [way, options] of Object.entries(ways)) {
            const told = { ...options, maxLength: 12, alternatives: 2 };
            const [found, wanted] = [await gpu.decode(features, told), await cpu.decode(features, told)];
            const words = (captions: typeof found) => captions.map((list) => list.map((one) => [one.words, one.ended]));
            equal(words(found), words(wanted), `words, ${way}`);
            for (const [i, caption] of found.flat().entries()) {
              const other = wanted.flat()[i];
              atMost(Math.abs(caption.logProb - (other?.logProb ?? Number.NaN)), TOLERANCE, `log p, ${way}`);
              const likeliest = (one: typeof other) => one?.alternatives.map((step) => step.map(({ word }) => word));
              equal(likeliest(caption), likeliest(other), `alternatives, ${way}`);
            }
          }
          const greedy = await gpu.decode(features);
          equal(await gpu.decode(features, { method: 'beam', beamWidth: 1 }), greedy, 'a beam of one');
          gpu.destroy();
        }),
    ],
    [
      `${cell} decoding of many pictures is one submit and one readback for every 64, and allocates nothing again`,
      () =>
        withBackend(async (backend) => {
          const model = captioner(backend, cell);
          const { bytes } = backend;
          const beam = { method: 'beam', beamWidth: 5, nBest: 5, maxLength: 12, alternatives: 3 } as const;
          const sample = { method: 'sample', topK: 5, maxLength: 12, ...rules } as const;
          for (const options of [beam, sample]) await model.decode(pictures(64), options);
          const { allocations } = backend;
          for (const options of [beam, sample]) {
            for (const [count, submits] of [
              [64, 1],
              [100, 2],
            ] as const) {
              const counts = await counting(async () => {
                await model.decode(pictures(count), options);
              });
              const { submit, mapAsync, createBindGroup, createComputePipeline } = counts;
              equal([submit, mapAsync], [submits, submits], `submits and readbacks of ${count} pictures`);
              equal([createBindGroup, createComputePipeline], [0, 0], 'bind groups and pipelines made');
            }
          }
          equal(backend.allocations, allocations, 'allocations');
          model.destroy();
          const staging = backend.bytes;
          const again = captioner(backend, cell);
          equal(backend.bytes - staging, bytes, 'bytes of a new model');
          for (const options of [beam, sample]) await again.decode(pictures(64), options);
          again.destroy();
          equal(backend.bytes, staging, 'bytes after another one has decoded and gone');
        }),
    ],
  ]),
);
