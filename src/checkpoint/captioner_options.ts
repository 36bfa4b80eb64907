import { type CaptioningOptions, type Configuration, checkCaptioningOptions } from '../model/configuration.ts';
import { checkShape } from '../model/inputs.ts';
import { mapParameters } from '../model/parameter_names.ts';
import { type ParameterTensors, parameterShapes } from '../model/parameters.ts';
import type { FloatTensor } from '../tensor.ts';
import { messageOf, refused } from '../tensor_files/json.ts';
import { checkNumbers } from '../tensor_files/stored.ts';

/** What a checkpoint says of the options that its model was made with; its words lie beside them. */
export type SavedOptions = Required<Omit<CaptioningOptions, 'wordToIdx' | 'storage' | 'encoder'>> &
  Pick<CaptioningOptions, 'storage' | 'encoder'>;

/** Options and words of a model. */
interface Saved {
  readonly configuration: SavedOptions;
  readonly vocabulary: readonly string[];
}

/** The options of a model that a checkpoint is of. */
export function captioningOptions({ configuration, vocabulary }: Saved) {
  const wordToIdx = Object.fromEntries(vocabulary.map((word, index) => [word, index]));
  return { ...configuration, wordToIdx } satisfies CaptioningOptions;
}

/** What a checkpoint says of a model with these sizes. */
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

/** @throws CheckpointError when options and words make no model */
export function sizesOf(where: string, configuration: SavedOptions, vocabulary: readonly string[]): Configuration {
  const remedy = 'All words must differ, <NULL> be among them, and the sizes be positive integers.';
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
 * Holds that parameters are those of a model with their options and words, and finite.
 * @throws CheckpointError when options and words make no model; ShapeError or DataError naming the first that is not
 */
export function checkParameters(where: string, saved: Saved & { readonly parameters: ParameterTensors }): void {
  const shapes = parameterShapes(sizesOf(where, saved.configuration, saved.vocabulary));
  mapParameters(shapes, (shape, name) => checkShape(`${where}: ${name}`, saved.parameters[name] as FloatTensor, shape));
  checkNumbers(where, { ...saved.parameters });
}
