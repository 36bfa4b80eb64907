import { DESCRIPTOR_LENGTH, describePicture } from '../data/scenes/descriptor.ts';
import { fitPicture } from '../data/scenes/fit_picture.ts';
import { PIXELS_LENGTH, PIXELS_SIDE, pixelsOfPicture } from '../data/scenes/pixels.ts';
import { SIDE } from '../data/scenes/regions.ts';
import type { Picture } from '../picture.ts';
import type { FeatureMaker } from './feature_maker.ts';

/** A maker that scales pictures to the square of Scenes. It needs no weights and no device. */
function makerOf(
  mark: FeatureMaker['mark'],
  length: number,
  describe: (picture: Picture) => ArrayLike<number>,
): FeatureMaker {
  return {
    mark,
    name: mark.madeBy,
    length,
    fit: (picture) => ({ width: SIDE, height: SIDE, data: fitPicture(picture) }),
    async features(pictures) {
      const all = new Float32Array(pictures.length * length);
      for (const [row, picture] of pictures.entries()) all.set(describe(picture), row * length);
      return all;
    },
  };
}

/** Scenes' descriptor, which captures colours and plain shapes, and little more. */
export const scenesMaker = makerOf(
  { madeBy: "Scenes' descriptor: colours and shapes of a picture of 64 × 64", fingerprint: 'scenes-1' },
  DESCRIPTOR_LENGTH,
  describePicture,
);

/** The pixels themselves, for a captioner with its own encoder. */
export const pixelsMaker = makerOf(
  { madeBy: `the pixels of a picture of ${PIXELS_SIDE} × ${PIXELS_SIDE}`, fingerprint: 'pixels-1' },
  PIXELS_LENGTH,
  pixelsOfPicture,
);
