import { requireObject } from '../arguments.ts';
import type { CaptionDataset, FeatureMatrix, Split } from '../data/dataset.ts';
import { OptionError } from '../errors.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import { checkedSplit } from '../model/checked_split.ts';
import { ofFeatures } from '../model/configuration.ts';
import type { OptionsOf } from '../options/declare.ts';
import { fineTuningOptions } from '../options/training_options.ts';
import { checkOptions, checkValue } from '../options/values.ts';
import type { EncoderUpdate } from './update.ts';
import { UpdateRule } from './update_rules.ts';

/**
 * Trains a captioner on the features of its frozen network first, and then both together (as neuraltalk2's
 * `finetune_cnn_after`, Karpathy 2015): gradients of an untrained captioner would degrade the network.
 */
export interface FineTuningOptions extends OptionsOf<typeof fineTuningOptions> {
  /** Epochs in which the network is frozen; 0: none. */
  readonly afterEpochs: number;
  /** The initial network's features of the split's pictures, one row each, read in these epochs instead of their pixels. */
  readonly features?: FeatureMatrix;
}

export interface FineTuning {
  readonly afterEpochs: number;
  readonly features: FeatureMatrix | undefined;
  readonly rule: UpdateRule;
}

/** @throws OptionError naming an option that is unknown, missing or out of range */
export function checkFineTuning(where: string, options: FineTuningOptions): FineTuning {
  requireObject(where, 'an object with afterEpochs', options);
  const { features } = options;
  const { learningRate } = checkOptions(where, fineTuningOptions, options, ['features']);
  const afterEpochs = checkValue(`${where}.afterEpochs`, fineTuningOptions.afterEpochs, options.afterEpochs);
  if (afterEpochs > 0 && features === undefined) {
    const expected = `the network's features of the pictures, for the ${afterEpochs} epochs in which it is frozen`;
    throw new OptionError({ where: `${where}.features`, expected, found: 'none' });
  }
  return { afterEpochs, features, rule: new UpdateRule('adam', { learningRate }, 'the encoder') };
}

/** The settings that a resumed training must share. */
export const fineTuningSettings = ({ afterEpochs, rule }: FineTuning) => ({
  afterEpochs,
  learningRate: rule.learningRate,
});

/** How the network of a model is to be updated. @throws OptionError when it has none */
export function encoderUpdate(
  { configuration }: CaptioningRNN,
  { rule, afterEpochs }: FineTuning,
  stepsPerEpoch: number,
): EncoderUpdate {
  if (configuration.encoder?.kind === 'network') return { rule, after: afterEpochs * stepsPerEpoch };
  const found = configuration.encoder ? 'an encoder that is trained from the start' : 'a captioner of features';
  const expected = 'a captioner with a network as its encoder (networkEncoder)';
  throw new OptionError({ where: 'CaptioningTrainer: fineTuning', expected, found });
}

/** The split with features in place of pixels. @throws as `checkedSplit` does, for features that do not fit */
export function splitOfFeatures(
  { configuration }: CaptioningRNN,
  data: CaptionDataset,
  { name, features: pixels, ...split }: Split,
  features: FeatureMatrix,
): Split {
  if (features?.count !== pixels.count) {
    const expected = `${pixels.count} rows, one for each picture of the split ${name}`;
    throw new OptionError({
      where: 'CaptioningTrainer: fineTuning.features',
      expected,
      found: `${features?.count}`,
    });
  }
  const splits = { [name]: { ...split, name, features } };
  const of = ofFeatures(configuration);
  return checkedSplit({ configuration: of }, { ...data, featureLength: of.D, splits }, name);
}
