import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { Picture } from '../picture.ts';
import type { FeatureMaker } from '../prepare/feature_maker.ts';
import type { FloatTensor, IndexTensor } from '../tensor.ts';
import type { Relevance } from './protocol.ts';

/** A caption of a picture that is to be explained. */
export interface ExplainedPicture {
  readonly pixels: Picture;
  /** (1, D) */
  readonly feature: FloatTensor;
  /** (1, T + 1) */
  readonly caption: IndexTensor;
}

/** How the features of a data set are made of pixels, and traced back to them. */
export interface PictureFeatures {
  readonly maker: FeatureMaker;
  /** A picture of the data as its features were made of it, where it is at hand. */
  picture(split: string, image: number): Picture | undefined;
  relevance(model: CaptioningRNN, explained: ExplainedPicture): Promise<Relevance>;
}
