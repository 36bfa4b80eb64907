import type { Checkpoint } from '../../src/checkpoint/checkpoint.ts';
import { OptionError } from '../../src/errors.ts';
import { scenesMaker } from '../../src/prepare/scenes_maker.ts';
import { runRecordIn } from '../../src/runs/run_record.ts';

/** Whether a model was trained on features of Scenes' descriptor, or on pixels with an encoder of its own: no weights are needed. */
function needsNoWeights({ configuration, dataset, notes }: Checkpoint): boolean {
  if (configuration.encoder) return true;
  const mark = dataset?.featureMark;
  return mark ? mark.fingerprint === scenesMaker.mark.fingerprint : runRecordIn(notes)?.source.kind === 'scenes';
}

/**
 * Which weights make features as those that a model was trained on.
 * @param cnn path of a network's weights, where it was given
 * @returns that path, or `undefined` where none are needed
 * @throws OptionError when weights are needed and not given, or given and not needed
 */
export function weightsFor(checkpoint: Checkpoint, cnn: string | undefined): string | undefined {
  const where = 'npm run caption: --cnn';
  if (needsNoWeights(checkpoint)) {
    if (cnn === undefined) return undefined;
    throw new OptionError({ where, expected: "none: it was trained on Scenes' descriptor", found: cnn });
  }
  if (cnn !== undefined) return cnn;
  const made = checkpoint.dataset?.featureMark?.madeBy ?? 'the network that made the features of the training';
  throw new OptionError({ where, expected: `weights of ${made}`, found: 'none' });
}
