import type { EncoderParameterName } from './parameter_names.ts';

/** What every encoder has. */
export interface EncoderBase {
  /** Pixels of a side of its square pictures. */
  readonly side: number;
  /** Shapes of its parameters, in their order. */
  readonly parameters: ReadonlyMap<EncoderParameterName, readonly number[]>;
  /** Numbers of a picture: four for every pixel. */
  readonly inputLength: number;
  /** Numbers of the feature, E. */
  readonly featureLength: number;
}
