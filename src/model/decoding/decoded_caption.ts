/** An alternative word, with its log-probability. */
export interface ScoredWord {
  readonly word: number;
  readonly logProb: number;
}

/** One caption with its log-probabilities. */
export interface DecodedCaption {
  /** Word numbers without `<START>`, `<END>` and what follows it. */
  readonly words: readonly number[];
  /** Whether it reached `<END>` within the maximum length. */
  readonly ended: boolean;
  /** Natural logarithm of the model's probability (at temperature 1, without constraints) of the words and the end. */
  readonly logProb: number;
  /** What captions of a picture are ranked by: `logProb`, normalised by length where that was asked for. */
  readonly score: number;
  /** Log-probability of each word, and of `<END>` if it ended. Sums to `logProb`. */
  readonly wordLogProbs: readonly number[];
  /** For each of them the likeliest words at that step, best first, where `alternatives` were asked for. */
  readonly alternatives: readonly (readonly ScoredWord[])[];
}
