import { DeviceError } from '../errors.ts';
import type { Backend, Buffer } from '../ops/backend.ts';

/** Maximum number of scores of the vocabulary layer on the device at once: 64 MiB of float32. */
const SCORES_BUDGET = 1 << 24;

/** Vocabulary rows are processed in chunks, so that the scores never exceed their budget. */
export interface Chunking {
  /** Rows of a full chunk. */
  readonly rows: number;
  readonly count: number;
}

/** Chunks for N captions of T steps: as few as budget and backend allow. */
export function chunking(N: number, T: number, V: number, maxBufferLength: number): Chunking {
  const fitting = Math.floor(Math.min(SCORES_BUDGET, maxBufferLength) / V);
  const rows = Math.max(1, Math.min(N * T, fitting));
  return { rows, count: Math.ceil((N * T) / rows) };
}

/** Minibatches of N captions and T steps whose scores are processed in chunks. */
export interface StepSize {
  readonly N: number;
  readonly T: number;
  readonly chunks: Chunking;
  /** Pictures at most; left out, as many as captions. */
  readonly pictures?: number | undefined;
}

/** A buffer as it is labelled: its name, and its shape in the design's letters, such as `hs (N·(T + 1)·H)`. */
type Labelled = Pick<Buffer, 'label' | 'length'> & Partial<Pick<Buffer, 'type'>>;

/** Room that a buffer takes, in numbers of four bytes. */
const roomOf = ({ length, type }: Labelled) => (type === 'half' ? Math.ceil(length / 2) : length);

/** What to lower, by the letter in a shape. */
const OPTIONS: readonly (readonly [letter: string, option: string])[] = [
  ['H', 'hiddenDim'],
  ['W', 'wordvecDim'],
  ['D', 'inputDim'],
  ['encoder', "the encoder's side or channels"],
  ['N', 'the minibatch'],
  ['I', 'the minibatch (the sampling `pictures` keeps captions of a picture together)'],
  ['V', 'the vocabulary'],
];

/**
 * Checks buffers against the limits of the backend before any is made.
 * @throws DeviceError naming the largest and the sizes to lower, when `length` (by default theirs) is more than a call can use.
 */
export function checkFits(
  where: string,
  { kind, maxBufferLength, adapter }: Pick<Backend, 'kind' | 'maxBufferLength' | 'adapter'>,
  buffers: readonly Labelled[],
  length = Math.max(...buffers.map(roomOf)),
): void {
  if (length <= maxBufferLength) return;
  const largest = buffers.reduce((a, b) => (roomOf(b) > roomOf(a) ? b : a));
  const { label } = largest;
  const shape = label.includes(' (') ? label.slice(label.indexOf(' (')) : 'N';
  const options = OPTIONS.filter(([letter]) => shape.includes(letter)).map(([, option]) => option);
  throw new DeviceError({
    where: `${where}: ${label}`,
    expected: `at most ${maxBufferLength} numbers a buffer, the limit of ${adapter.name}`,
    found: roomOf(largest) === length ? `${length}` : `${length}, ${roomOf(largest)} of them here`,
    remedy: `Lower ${options.join(' or ')}${kind === 'cpu' ? '' : ', or choose the CPU backend'}.`,
  });
}
