import type { CaptionDataset, FeatureMatrix, Split } from '../data/dataset.ts';
import { OptionError, ShapeError } from '../errors.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { Backend, Buffer } from '../ops/backend.ts';
import type { Workspace } from '../ops/workspace.ts';

/** Features stay on the device up to this many numbers (256 MiB of float32); beyond it each minibatch brings its own. */
const RESIDENT = 1 << 26;
/** Rows read and uploaded at a time, so that the host never holds the matrix. */
const ROWS_AT_ONCE = 4096;

/** Uploads all features once, if they fit, so that minibatches are gathered on the device. */
export function residentFeatures(workspace: Workspace, backend: Backend, features: FeatureMatrix): Buffer | undefined {
  const { count, length } = features;
  if (count * length > Math.min(RESIDENT, backend.maxBufferLength)) return undefined;
  const buffer = workspace.create('resident features', count * length);
  for (let start = 0; start < count; start += ROWS_AT_ONCE) {
    const rows = Math.min(ROWS_AT_ONCE, count - start);
    const values = features.readRows(Int32Array.from({ length: rows }, (_, i) => start + i));
    backend.write(buffer, values, start * length);
  }
  return buffer;
}

/**
 * The split of a data set that a model is to be trained on.
 * @throws OptionError when there is none of that name with captions in it; ShapeError when the data do not fit the model.
 */
export function checkedSplit(model: CaptioningRNN, data: CaptionDataset, name: string): Split {
  const split = Object.hasOwn(data.splits, name) ? data.splits[name] : undefined;
  const { D, V } = model.configuration;
  if (!split || split.captionCount < 1) {
    const found = split ? 'no captions in it' : Object.keys(data.splits).join(', ') || 'no splits';
    throw new OptionError({ where: `CaptioningTrainer: split ${name}`, expected: 'a split with captions', found });
  }
  if (data.featureLength !== D) {
    throw new ShapeError({
      where: `${data.name}: features`,
      expected: `length ${D} (the model's inputDim)`,
      found: `${data.featureLength}`,
    });
  }
  if (data.vocabulary.idxToWord.length !== V) {
    const found = `${data.vocabulary.idxToWord.length}`;
    throw new ShapeError({ where: `${data.name}: vocabulary`, expected: `${V} words (the model's wordToIdx)`, found });
  }
  return split;
}
