import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { Picture } from '../picture.ts';
import type { FeatureMaker } from '../prepare/feature_maker.ts';
import type { FloatTensor, IndexTensor } from '../tensor.ts';

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
  /** A picture of the data, as its features were computed from it, where available. */
  picture(split: string, image: number): Picture | undefined;
  /** @returns undefined where `goesOn` said so; how often it is asked depends on how the features are made */
  relevance(model: CaptioningRNN, explained: ExplainedPicture, goesOn?: GoesOn): Promise<Relevance | undefined>;
}

/** Whether the answer is still wanted. */
export type GoesOn = () => Promise<boolean>;

/** Which regions of a picture determine a word's probability. */
export interface Relevance {
  /**
   * `covering`: by how much log p of the word falls where a patch of the picture is covered with the colour of its border.
   * `gradient`: how strongly log p changes with the pixels there.
   */
  readonly how: 'covering' | 'gradient';
  /** How the picture was brought to a square: whole and in its middle, or stretched to it. */
  readonly fit: 'contain' | 'fill';
  /** Places along each side of that square. */
  readonly side: number;
  /** (T, side, side), rows from the top. */
  readonly maps: Float32Array;
}
