import { createScenes } from '../data/scenes/dataset.ts';
import { DESCRIPTOR_LENGTH, describePicture } from '../data/scenes/descriptor.ts';
import { fitPicture } from '../data/scenes/fit_picture.ts';
import { sceneAccuracy } from '../data/scenes/parse.ts';
import { SIDE } from '../data/scenes/regions.ts';
import type { Picture } from '../vision/picture.ts';
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
    pictureFeatures: {
      of: async (pictures) => {
        const features = new Float32Array(pictures.length * DESCRIPTOR_LENGTH);
        for (const [n, picture] of pictures.entries())
          features.set(describePicture(drawn(picture)), n * DESCRIPTOR_LENGTH);
        return features;
      },
      fit: (picture) => ({ width: SIDE, height: SIDE, data: fitPicture(drawn(picture)) }),
      picture: (split, image) => {
        const { rgba, ...size } = scenes.pixels(split, image);
        return { ...size, data: rgba };
      },
    },
    pixels: (split, image) => scenes.pixels(split, image, SHOWN_SIDE),
    isRight: (split, image, caption) => sceneAccuracy([caption], [scenes.scene(split, image)]).correct === 1,
  };
}

/** A picture as the descriptor takes it. */
const drawn = ({ width, height, data }: Picture) => ({ width, height, rgba: new Uint8ClampedArray(data) });
