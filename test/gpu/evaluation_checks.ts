import { evaluateCaptions } from '../../src/evaluate/evaluate_captions.ts';
import { teacherForcedLoss } from '../../src/evaluate/teacher_forced_loss.ts';
import { smallDataset } from '../support/dataset.ts';
import { atMost, equal } from './check.ts';
import { withBackend } from './shared_devices.ts';
import { CELLS, captioner, reference, sizes } from './small_captioner.ts';

/** More than a batch of images and not a multiple of one; 150 captions are a batch and a half. */
const data = smallDataset({ captions: 150, images: 100, T: sizes.T, D: sizes.D, V: sizes.V });

export const evaluationChecks: Readonly<Record<string, () => Promise<void>>> = Object.fromEntries(
  CELLS.map((cell) => [
    `${cell} evaluation gives what it gives on the CPU, and keeps its programs for the next`,
    () =>
      withBackend(async (backend) => {
        const [gpu, cpu] = [captioner(backend, cell), captioner(reference, cell)];
        const loss = await teacherForcedLoss(gpu, data, 'train');
        const wanted = await teacherForcedLoss(cpu, data, 'train');
        atMost(Math.abs(loss - wanted) / wanted, 1e-5, 'relative error of the loss');
        const options = { decoding: { maxLength: 8 } };
        const evaluation = await evaluateCaptions(gpu, data, 'train', options);
        const { images, freeRunning } = await evaluateCaptions(cpu, data, 'train', options);
        const captions = images.map(({ caption }) => caption);
        equal(
          evaluation.images.map(({ caption }) => caption),
          captions,
          'captions',
        );
        equal(evaluation.freeRunning, freeRunning, 'scores');
        atMost(64, captions.length - 1, 'a batch of images, fewer than there are');
        const { allocations } = backend;
        await teacherForcedLoss(gpu, data, 'train');
        await evaluateCaptions(gpu, data, 'train', options);
        equal(backend.allocations, allocations, 'buffers after a second evaluation');
      }),
  ]),
);
