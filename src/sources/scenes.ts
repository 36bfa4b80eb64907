import { checkCaption, leftOut } from '../data/scenes/check_caption.ts';
import { createScenes } from '../data/scenes/dataset.ts';
import { drawingOf, sceneOf } from '../data/scenes/drawing.ts';
import { namedObjects, pixelsOfObject } from '../data/scenes/named_objects.ts';
import { PIXELS_SIDE } from '../data/scenes/pixels.ts';
import { SHOWN_SIDE } from '../data/scenes/raster.ts';
import type { PictureFeatures } from '../explain/relevance.ts';
import { pixelsMaker, scenesMaker } from '../prepare/scenes_maker.ts';
import type { DataSource } from './data_source.ts';
import type { TrainingData } from './training_data.ts';

/** The built-in data set, whose pictures are drawn when they are needed. @throws OptionError for a size that is not a positive integer */
export async function scenesTrainingData(
  source: Extract<DataSource, { kind: 'scenes' }>,
  onProgress: (what: string, done: number, total: number) => void,
): Promise<TrainingData> {
  const { kind: _, ...options } = source;
  const fromPixels = options.features === 'pixels';
  const scenes = await createScenes({
    ...options,
    onProgress: (what, done, total) => onProgress(`composing ${what}`, done, total),
  });
  return {
    data: scenes.data,
    origin: source,
    picture: (split, image) => ({ split, image, references: scenes.references(split, image) }),
    ...(fromPixels && {
      encoder: { side: PIXELS_SIDE },
      namedPlaces: (split, image, caption, side) => {
        const scene = scenes.scene(split, image);
        return namedObjects(caption, scene).map(({ object, words }) => ({
          words,
          places: pixelsOfObject(scene, object, side),
        }));
      },
    }),
    pictureFeatures: (fromPixels ? pictureFeaturesOfPixels : pictureFeaturesOfScenes)((split, image) =>
      scenes.pixels(split, image),
    ),
    drawn: (split, image) => ({
      pixels: scenes.pixels(split, image, SHOWN_SIDE),
      drawing: drawingOf(scenes.scene(split, image)),
    }),
    check: (split, image, caption) => checkCaption(caption, scenes.scene(split, image)),
    checkDrawing: (drawing, caption) => checkCaption(caption, sceneOf(drawing)),
    leftOut: (picture, caption) => {
      return leftOut(caption, 'split' in picture ? scenes.scene(picture.split, picture.image) : sceneOf(picture));
    },
  };
}

/** Scenes' descriptor, whose gradient with respect to a pixel is 0: relevance is found by occlusion. */
export const pictureFeaturesOfScenes = (picture: PictureFeatures['picture']): PictureFeatures => ({
  maker: scenesMaker,
  picture,
  relevance: async (model, explained, goesOn) => {
    const { coveringRelevance } = await import('../explain/covering.ts');
    return coveringRelevance(model, scenesMaker, explained, goesOn);
  },
});

/** The pixels themselves, which have a gradient. */
const pictureFeaturesOfPixels = (picture: PictureFeatures['picture']): PictureFeatures => ({
  maker: pixelsMaker,
  picture,
  relevance: async (model, explained) => {
    const { pixelRelevance } = await import('../explain/gradient.ts');
    return pixelRelevance(model, explained);
  },
});
