import type { Backend } from '../ops/backend.ts';
import type { FloatTensor, Tensor } from '../tensor.ts';
import type { Configuration } from './configuration.ts';
import { checkedCaptions, checkFeatures } from './inputs.ts';
import { floatsOf } from './parameters.ts';

/** Rows of one submit, at most. */
const MOST_ROWS = 64;
/** Numbers in a buffer, at most: 64 MiB of float32. */
const BUDGET = 2 ** 24;
/** Time steps are recorded in multiples of this, so that captions of similar length share a program. */
const STEPS = 8;

/** A program's backend and sizes. */
interface Place {
  readonly backend: Backend;
  readonly configuration: Configuration;
}

/** Captions that were checked, and how they are divided among runs of a program. */
export interface CaptionRuns {
  readonly words: Int32Array;
  readonly N: number;
  /** Targets of a caption. */
  readonly T: number;
  /** Time steps to record, T or a few more. */
  readonly steps: number;
  /** Rows of a run, at most. */
  readonly most: number;
}

/**
 * @param captions (N, T + 1)
 * @throws ShapeError when shapes do not fit, DataError for a word number or a feature that cannot be used
 */
export function captionRuns(where: string, place: Place, features: FloatTensor, captions: Tensor): CaptionRuns {
  const { backend, configuration } = place;
  const { D, V, gateWidth } = configuration;
  const words = checkedCaptions(where, captions, V);
  const [N = 0, columns = 0] = captions.shape;
  checkFeatures(`${where}: features`, features, N, D, backend);
  const steps = STEPS * Math.ceil((columns - 1) / STEPS);
  const longestRow = Math.max(V, D, (steps + 1) * gateWidth);
  const fitting = Math.floor(Math.min(BUDGET, backend.maxBufferLength) / longestRow);
  return { words, N, T: columns - 1, steps, most: Math.max(1, Math.min(MOST_ROWS, fitting)) };
}

/** Zeros in the precision of a backend. */
export function zeros({ backend }: Pick<Place, 'backend'>, ...shape: number[]): FloatTensor {
  const length = shape.reduce((product, axis) => product * axis, 1);
  return { shape, data: new (floatsOf(backend.precision))(length) };
}
