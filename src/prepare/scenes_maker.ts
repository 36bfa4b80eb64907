import { DESCRIPTOR_LENGTH, describePicture } from '../data/scenes/descriptor.ts';
import { fitPicture } from '../data/scenes/fit_picture.ts';
import { SIDE } from '../data/scenes/regions.ts';
import type { Picture } from '../vision/picture.ts';
import type { FeatureMaker } from './feature_maker.ts';

/** A picture in the square that Scenes are looked at in. */
export const fittedToScenes = ({ width, height, data }: Picture): Picture => ({
  width: SIDE,
  height: SIDE,
  data: fitPicture({ width, height, rgba: new Uint8ClampedArray(data) }),
});

/** Scenes' own descriptor, which needs no weights and no device. It names colours and plain shapes, and not much more. */
export const scenesMaker: FeatureMaker = {
  mark: { madeBy: "Scenes' descriptor: colours and shapes of a picture of 64 × 64", fingerprint: 'scenes-1' },
  length: DESCRIPTOR_LENGTH,
  fit: fittedToScenes,
  async features(pictures) {
    const all = new Float32Array(pictures.length * DESCRIPTOR_LENGTH);
    for (const [row, { width, height, data }] of pictures.entries()) {
      all.set(describePicture({ width, height, rgba: new Uint8ClampedArray(data) }), row * DESCRIPTOR_LENGTH);
    }
    return all;
  },
};
