import type { Buffer } from '../ops/backend.ts';
import type { Workspace } from '../ops/workspace.ts';
import type { Recording } from './recording.ts';

/**
 * What a run says, on the device: for every column of the captions `stride` numbers, the first of them those of the
 * rows. Column 0 is `<START>`.
 */
export interface Spoken {
  readonly stride: number;
  readonly words: Buffer;
  /** The words, column by column. */
  readonly columns: readonly Buffer[];
  /** The log-probability of every word, and the log Σ exp of a step's scores; where log-probabilities are wanted. */
  readonly measured: { readonly logProbs: Buffer; readonly total: Buffer } | undefined;
  /** For every row the greatest |score| that words were chosen from, not finite where any was not. */
  readonly magnitude: Buffer;
  /** The likeliest words (columns − 1, rows, alternatives) at each step, of the rows of the column before. */
  readonly alternatives: { readonly words: Buffer; readonly logProbs: Buffer } | undefined;
}

/** Room for what a program says. */
export function createSpoken(workspace: Workspace, recording: Recording): Spoken {
  const { columns, alternatives } = recording;
  const rows = recording.images * recording.beamWidth;
  const { whole: words, parts, starts } = workspace.createParts('words', Array(columns).fill(rows), 'uint');
  const stride = starts[1] ?? words.length;
  const likeliest = (columns - 1) * rows * alternatives;
  const measured = () => ({
    logProbs: workspace.create('log probs', columns * stride),
    total: workspace.create('total', rows),
  });
  const others = () => ({
    words: workspace.create('alternatives', likeliest, 'uint'),
    logProbs: workspace.create('log probs of alternatives', likeliest),
  });
  return {
    stride,
    words,
    columns: parts,
    magnitude: workspace.create('greatest scores', rows),
    measured: recording.logProbs ? measured() : undefined,
    alternatives: alternatives > 0 ? others() : undefined,
  };
}
