import { tensor } from '../../src/tensor.ts';
import { equal } from './check.ts';
import { counting } from './program_checks.ts';
import { withBackend } from './shared_devices.ts';
import { CELLS, captioner, minibatch, reference, sizes, trainer } from './small_captioner.ts';

export const samplingChecks: Readonly<Record<string, () => Promise<void>>> = Object.fromEntries(
  CELLS.flatMap((cell) => [
    [
      `${cell} captions are those of the CPU, whether all words are projected once or each step's own`,
      () =>
        withBackend(async (backend) => {
          const { model: gpu, trainer: training } = trainer(backend, cell, { numEpochs: 10 });
          await training.train();
          const cpu = captioner(reference, cell);
          cpu.setParams(gpu.params);
          const { features } = minibatch('every length');
          // 101 words: 25 captions of 12 words read more than that, 3 captions fewer.
          for (const pictures of [sizes.N, 3]) {
            const some = tensor([pictures, sizes.D], features.data.subarray(0, pictures * sizes.D));
            const wanted = [...(await cpu.sample(some, 12)).data];
            equal([...(await gpu.sample(some, 12)).data], wanted, `captions of ${pictures} pictures`);
          }
        }),
    ],
    [
      `${cell} captions of many pictures are one submit and one readback for every 64`,
      () =>
        withBackend(async (backend) => {
          const model = captioner(backend, cell);
          const pictures = (count: number) => {
            const features = new Float32Array(count * sizes.D).map((_, i) => Math.sin(i));
            return tensor([count, sizes.D], features);
          };
          await model.sample(pictures(64), 12);
          const { allocations } = backend;
          for (const [count, submits, sizesWritten] of [
            [64, 1, 0],
            [100, 2, 1],
          ] as const) {
            const counts = await counting(async () => {
              await model.sample(pictures(count), 12);
            });
            equal([counts.submit, counts.mapAsync], [submits, submits], `submits and readbacks of ${count} pictures`);
            // Features, and the sizes of a run that has another number of them than the one before.
            equal(counts.writeBuffer, submits + sizesWritten, `writes of ${count} pictures`);
          }
          equal(backend.allocations, allocations, 'allocations');
        }),
    ],
  ]),
);
