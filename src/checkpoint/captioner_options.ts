import { type CaptioningOptions, type Configuration, checkCaptioningOptions } from '../model/configuration.ts';
import { type EncoderOptions, encoderOption } from '../model/encoder_options.ts';
import { checkShape } from '../model/inputs.ts';
import { mapParameters } from '../model/parameter_names.ts';
import { type ParameterTensors, parameterShapes } from '../model/parameters.ts';
import type { FloatTensor } from '../tensor.ts';
import { messageOf, refused } from '../tensor_files/json.ts';
import { checkNumbers } from '../tensor_files/stored.ts';

/** The options of a model in its checkpoint, where the vocabulary is stored separately. */
export type SavedOptions = Required<Omit<CaptioningOptions, 'wordToIdx' | 'storage' | 'encoder'>> &
  Pick<CaptioningOptions, 'storage'> & { readonly encoder?: EncoderOptions };

/** Options and vocabulary of a model. */
interface Saved {
  readonly configuration: SavedOptions;
  readonly vocabulary: readonly string[];
}

/** The options that recreate the model of a checkpoint. @throws OptionError for those of an encoder that are out of range */
export function captioningOptions({ configuration, vocabulary }: Saved) {
  const { encoder, ...saved } = configuration;
  const wordToIdx = Object.fromEntries(vocabulary.map((word, index) => [word, index]));
  return { ...saved, wordToIdx, ...encoderOption(encoder) } satisfies CaptioningOptions;
}

/** The options that a checkpoint stores for a model with these sizes. */
export function optionsOf({ cellType, D, W, H, seed, storage, encoder }: Configuration): SavedOptions {
  return {
    cellType,
    inputDim: D,
    wordvecDim: W,
    hiddenDim: H,
    seed,
    ...(encoder && { encoder: encoder.options }),
    ...(storage !== 'float32' && { storage }),
  };
}

/** @throws CheckpointError when options and words do not describe a model */
export function sizesOf(where: string, configuration: SavedOptions, vocabulary: readonly string[]): Configuration {
  const remedy = 'All words must differ and include <NULL>, and the sizes must be positive integers.';
  const different = new Set(vocabulary).size;
  if (different !== vocabulary.length) {
    refused(`${where}: vocabulary`, `${vocabulary.length} different words`, `${different}`, remedy);
  }
  try {
    return checkCaptioningOptions(captioningOptions({ configuration, vocabulary }));
  } catch (cause) {
    return refused(`${where}: configuration`, 'words and sizes of a captioner', messageOf(cause), remedy, cause);
  }
}

/**
 * Checks that parameters have the shapes that options and words require, and are finite.
 * @throws CheckpointError when options and words do not describe a model; ShapeError or DataError naming the first parameter
 * at fault
 */
export function checkParameters(where: string, saved: Saved & { readonly parameters: ParameterTensors }): void {
  const shapes = parameterShapes(sizesOf(where, saved.configuration, saved.vocabulary));
  mapParameters(shapes, (shape, name) => checkShape(`${where}: ${name}`, saved.parameters[name] as FloatTensor, shape));
  checkNumbers(where, { ...saved.parameters });
}
