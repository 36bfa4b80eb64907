import { pixelsFor } from '../vision/as_encoder.ts';
import { type Convention, conventionInWords } from '../vision/convention.ts';
import { INPUT_CHANNELS } from '../vision/plan.ts';
import { resizePicture } from '../vision/resize.ts';
import type { FeatureMaker } from './feature_maker.ts';
import { pixelsMaker } from './scenes_maker.ts';

/** What is asked of an encoder's options. */
type PixelReader =
  | { readonly squeezenet: string; readonly convention: Convention }
  | { readonly squeezenet?: undefined };

/** What brings a captioner with an encoder the pixels that its encoder reads: no weights are needed, they are the captioner's own. */
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
