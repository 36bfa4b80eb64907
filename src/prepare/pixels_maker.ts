import { PIXELS_LENGTH, PIXELS_SIDE, pixelsOfPicture } from '../data/scenes/pixels.ts';
import type { FeatureMaker } from './feature_maker.ts';
import { fittedToScenes } from './scenes_maker.ts';

/** The pixels themselves, for a captioner with an encoder of its own. */
export const pixelsMaker: FeatureMaker = {
  mark: { madeBy: `the pixels of a picture of ${PIXELS_SIDE} × ${PIXELS_SIDE}`, fingerprint: 'pixels-1' },
  length: PIXELS_LENGTH,
  fit: fittedToScenes,
  async features(pictures) {
    const all = new Float32Array(pictures.length * PIXELS_LENGTH);
    for (const [row, { width, height, data }] of pictures.entries()) {
      all.set(pixelsOfPicture({ width, height, rgba: new Uint8ClampedArray(data) }), row * PIXELS_LENGTH);
    }
    return all;
  },
};
