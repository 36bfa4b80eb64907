import { DeviceError } from '../errors.ts';
import type { Backend } from '../ops/backend.ts';
import { sizeOf } from '../tensor.ts';
import type { Configuration } from './configuration.ts';
import { type Kept, keptByEncoder, keptByEncoding } from './encoder_memory.ts';
import { NO_REGULARISATION, type Regularisation } from './regularisation.ts';

/** Scores of the vocabulary layer that are on the device at once, at most: 64 MiB of float32. */
const SCORES_BUDGET = 1 << 24;

/** Vocabulary rows are worked off in chunks, so that the scores never outgrow their budget. */
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

/** Minibatches of N captions and T steps whose scores are worked off in chunks. */
export interface StepSize {
  readonly N: number;
  readonly T: number;
  readonly chunks: Chunking;
  /** Pictures at most; left out, as many as captions. */
  readonly pictures?: number | undefined;
}

/** The parameters, that lie in one flat buffer; gradients and every moment of the update rule likewise. */
export function keptByParameters({ cellType, E, encoder, W, H, V, gateWidth }: Configuration): Kept[] {
  const G = cellType === 'lstm' ? '4H' : 'H';
  return [
    { name: 'W_embed', shape: 'V·W', length: V * W },
    { name: 'W_proj', shape: encoder ? 'E·H' : 'D·H', length: E * H },
    { name: 'b_proj', shape: 'H', length: H },
    { name: 'Wx', shape: `W·${G}`, length: W * gateWidth },
    { name: 'Wh', shape: `H·${G}`, length: H * gateWidth },
    { name: 'b', shape: G, length: gateWidth },
    { name: 'W_vocab', shape: 'H·V', length: H * V },
    { name: 'b_vocab', shape: 'V', length: V },
    ...[...(encoder?.parameters ?? [])].map(([name, shape]) => ({ name, shape: 'encoder', length: sizeOf(shape) })),
  ];
}

/** What the loss of a minibatch alone keeps between its calls, besides parameters and features. */
export function keptByLoss(
  configuration: Configuration,
  { N, T, chunks, pictures = N }: StepSize,
  { wordDropout, outputDropout } = NO_REGULARISATION,
): Kept[] {
  const { cellType, W, H, V, gateWidth, storage } = configuration;
  const R = N * T;
  const G = cellType === 'lstm' ? '4H' : 'H';
  const halves = storage === 'float16';
  const cs = { name: 'cs', shape: 'N·(T + 1)·H', length: (N + R) * H };
  return [
    { name: 'xw', shape: `min(N·T, V)·${G}`, length: Math.min(R, V) * gateWidth, halves },
    { name: 'hs', shape: 'N·(T + 1)·H', length: (N + R) * H, halves },
    { name: 'scores', shape: 'chunk·V', length: chunks.rows * V },
    { name: 'row_loss', shape: 'N·T', length: R },
    ...keptByEncoder(configuration, pictures),
    { name: 'plan', shape: '7·N·T + N + 1', length: 7 * R + N + 1 },
    ...(cellType === 'lstm' ? [cs] : []),
    ...(wordDropout > 0 ? [{ name: 'dropped words', shape: 'min(N·T, V)·W', length: Math.min(R, V) * W, halves }] : []),
    ...(outputDropout > 0 ? [{ name: 'dropped output', shape: 'chunk·H', length: chunks.rows * H, halves }] : []),
  ];
}

/** What a training step keeps between its calls, besides parameters, gradients, moments and features. */
export function keptByStep(configuration: Configuration, size: StepSize, regularisation?: Regularisation): Kept[] {
  const { cellType, H, V, gateWidth, storage } = configuration;
  const { N, T, pictures = N } = size;
  const R = N * T;
  const G = cellType === 'lstm' ? '4H' : 'H';
  const all = [
    ...keptByLoss(configuration, size, regularisation),
    ...keptByEncoding(configuration, pictures, N),
    { name: 'dxw', shape: `min(N·T, V)·${G}`, length: Math.min(R, V) * gateWidth },
    { name: 'dh', shape: 'N·T·H', length: R * H },
    { name: 'dh0', shape: 'N·H', length: N * H },
    { name: 'da', shape: `N·T·${G}`, length: R * gateWidth },
  ];
  if (cellType === 'rnn') return all;
  return [
    ...all,
    { name: 'gates', shape: 'N·T·4H', length: 4 * R * H, halves: storage === 'float16' },
    { name: 'dc', shape: 'N·H', length: N * H },
  ];
}

/** Room that a buffer takes, in numbers of four bytes. */
const roomOf = ({ length, halves }: Kept) => (halves ? Math.ceil(length / 2) : length);

/** Numbers of four bytes in all. */
export function lengthOf(kept: readonly Kept[]): number {
  return kept.reduce((sum, one) => sum + roomOf(one), 0);
}

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
 * Holds buffers against the backend before any is made.
 * @throws DeviceError naming the largest and the sizes to lower, when `length` (by default theirs) is more than a call can use.
 */
export function checkFits(
  where: string,
  { kind, maxBufferLength, adapter }: Backend,
  kept: readonly Kept[],
  length = Math.max(...kept.map(roomOf)),
): void {
  if (length <= maxBufferLength) return;
  const largest = kept.reduce((a, b) => (roomOf(b) > roomOf(a) ? b : a));
  const options = OPTIONS.filter(([letter]) => largest.shape.includes(letter)).map(([, option]) => option);
  throw new DeviceError({
    where: `${where}: ${largest.name} (${largest.shape})`,
    expected: `at most ${maxBufferLength} numbers a buffer, the limit of ${adapter.name}`,
    found: roomOf(largest) === length ? `${length}` : `${length}, ${roomOf(largest)} of them here`,
    remedy: `Lower ${options.join(' or ')}${kind === 'cpu' ? '' : ', or choose the CPU backend'}.`,
  });
}
