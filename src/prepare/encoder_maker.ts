import { pixelsFor } from '../vision/as_encoder.ts';
import { type Convention, conventionInWords } from '../vision/convention.ts';
import { INPUT_CHANNELS } from '../vision/plan.ts';
import { resizePicture } from '../vision/resize.ts';
import type { FeatureMaker } from './feature_maker.ts';
import { pixelsMaker } from './scenes_maker.ts';

/** The options of an encoder that are needed. */
type PixelReader =
  | { readonly squeezenet: string; readonly convention: Convention }
  | { readonly squeezenet?: undefined };

/** Makes the pixels that a captioner's encoder reads: the weights are the captioner's own. */
export function encoderMaker(encoder: PixelReader): FeatureMaker {
  if (encoder.squeezenet === undefined) return pixelsMaker;
  const { squeezenet, convention } = encoder;
  const { inputSize: side } = convention;
  const words = conventionInWords(convention);
  return {
    mark: {
      madeBy: `the pixels for SqueezeNet ${squeezenet}, trained with the captioner; ${words}`,
      fingerprint: words,
    },
    name: `SqueezeNet ${squeezenet}, trained with the captioner`,
    length: INPUT_CHANNELS * side * side,
    fit: (picture) => resizePicture(picture, side, side),
    features: async (pictures) => pixelsFor(convention, pictures).data,
  };
}
