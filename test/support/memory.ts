import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import type { CaptioningOptions } from '../../src/model/configuration.ts';
import type { Backend } from '../../src/ops/backend.ts';
import { CountingBackend } from '../../src/ops/counting_backend.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';

type Training = ConstructorParameters<typeof CaptioningTrainer>;

/** Bytes that a model and its trainer take on a backend before the first step, by a dry run. */
export function bytesOfTraining(
  backend: Backend,
  model: CaptioningOptions,
  data: Training[1],
  options: Training[2],
): number {
  const counting = new CountingBackend(backend);
  new CaptioningTrainer(new CaptioningRNN(counting, model), data, options);
  return counting.bytes;
}
