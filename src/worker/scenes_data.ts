import { createScenes } from '../data/scenes/dataset.ts';
import { sceneAccuracy } from '../data/scenes/parse.ts';
import type { DataSource } from './protocol.ts';
import type { TrainingData } from './training_data.ts';

/** Side of the pictures that are shown, in pixels: larger than the 64 that the model is told of. */
const SHOWN_SIDE = 192;

/** Draws the embedded data set. @throws OptionError for a size that is no positive integer */
export async function scenesTrainingData(
  source: Extract<DataSource, { kind: 'scenes' }>,
  onProgress: (what: string, done: number, total: number) => void,
): Promise<TrainingData> {
  const { kind: _, ...options } = source;
  const scenes = await createScenes({
    ...options,
    onProgress: (what, done, total) => onProgress(`drawing ${what}`, done, total),
  });
  return {
    data: scenes.data,
    origin: source,
    picture: (split, image) => ({ split, image, references: scenes.references(split, image) }),
    pixels: (split, image) => scenes.pixels(split, image, SHOWN_SIDE),
    isRight: (split, image, caption) => sceneAccuracy([caption], [scenes.scene(split, image)]).correct === 1,
  };
}
