import { OptionError } from '../errors.ts';
import type { DataAtHand } from './data_at_hand.ts';
import type { NetworkAtHand } from './network_at_hand.ts';
import { finetunes } from './run_options.ts';
import type { RunPlan } from './run_plan.ts';
import type { TrainingData } from './training_data.ts';

/**
 * The data that a run is trained on: features, or with a network that is to be fine-tuned the pixels of the pictures, decoded.
 * @throws OptionError when nothing can be fine-tuned here; CheckpointError for weights that are no network's; DataError for
 * pictures that are missing or cannot be decoded
 */
export async function dataOfRun(
  { settings, from }: RunPlan,
  data: DataAtHand,
  network: NetworkAtHand,
  onProgress: (what: string, done: number, total: number) => void,
): Promise<TrainingData> {
  const plain = data.plain('start');
  if (!finetunes(settings)) return plain;
  if (plain.origin.kind === 'scenes') {
    throw new OptionError({
      where: 'run: finetuneCnnAfter',
      option: 'finetuneCnnAfter',
      expected: 'a data set whose features a network made of pictures',
      found: plain.data.name,
      remedy: 'Scenes have a network of their own: --features pixels trains it from the beginning.',
    });
  }
  // A run that is resumed has the network in its checkpoint.
  const resumed = from?.checkpoint.configuration.encoder;
  const { encoder, params } = resumed ? { encoder: resumed } : await network.encoder(plain);
  const source = data.for('start', encoder);
  await source.prepare?.(onProgress);
  return { ...source, ...(params && { encoderParams: params }) };
}
