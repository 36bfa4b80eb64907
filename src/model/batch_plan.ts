/**
 * The batch plan: the same loss and gradients from fewer operations.
 *
 * Captions are sorted by length, so that at time step t only the first N_t of them are alive; their rows are packed
 * time-first, M = Σ N_t rows in all, and masked rows after a caption's end never exist. The input matrix product runs
 * once for each of the U different words, not for each of the M rows. Computed on the host in microseconds.
 *
 * States (h and c) have one row more a caption: row n < `capacity` is the state before the first step, row
 * `capacity` + m the state after packed row m.
 */
export interface BatchPlan {
  /** Captions in the minibatch, N. */
  readonly captions: number;
  /** Time steps of the longest caption: rows are alive at t < steps. */
  readonly steps: number;
  /** Rows alive at each step, N_t (length T). */
  readonly rows: Int32Array;
  /** Packed row at which each step begins (length T). */
  readonly first: Int32Array;
  /** Packed rows, M. */
  readonly M: number;
  /** Different input words, U. */
  readonly U: number;
  /** Unmasked targets: the loss is their −log p, summed, divided by N. */
  readonly targetCount: number;
  /** `order[n]`: the caption that became row n. */
  readonly order: Uint32Array;
  /** (U) the different input words, in order of first use. */
  readonly words: Uint32Array;
  /** (M) which of the U words is the input of each packed row. */
  readonly inputRows: Uint32Array;
  /** (M) target word of each packed row. */
  readonly targets: Uint32Array;
  /** (M) 1 where the target counts, 0 where it is `<NULL>` before the caption's end. */
  readonly mask: Uint32Array;
  /** (M) state row before each packed row. */
  readonly previousRows: Uint32Array;
  /** (U + 1) and (M): the packed rows of word u are `wordRows[wordStarts[u] … wordStarts[u + 1])`, ascending. */
  readonly wordStarts: Uint32Array;
  readonly wordRows: Uint32Array;
}

/** Number of steps a caption is alive: up to its last target that is not `nullWord`. */
function aliveSteps(captions: Int32Array, start: number, T: number, nullWord: number): number {
  let steps = T;
  while (steps > 0 && captions[start + steps] === nullWord) steps--;
  return steps;
}

/**
 * Plans one minibatch.
 * @param captions (N, T + 1) word numbers, row by row; column t is the input and column t + 1 the target of step t
 * @param N captions
 * @param T time steps
 * @param capacity rows kept for states before the first step, ≥ N
 * @param inputs (N, T + 1) words to read where those are not the captions' own; targets and lengths stay the captions'
 */
export function planBatch(
  captions: Int32Array,
  N: number,
  T: number,
  capacity: number,
  nullWord: number,
  inputs = captions,
): BatchPlan {
  const columns = T + 1;
  const lengths = Array.from({ length: N }, (_, n) => aliveSteps(captions, n * columns, T, nullWord));
  const order = Uint32Array.from(lengths.keys()).sort((a, b) => (lengths[b] ?? 0) - (lengths[a] ?? 0) || a - b);

  const rows = new Int32Array(T);
  for (const length of lengths) for (let t = 0; t < length; t++) rows[t] = (rows[t] ?? 0) + 1;
  const first = new Int32Array(T);
  for (let t = 1; t < T; t++) first[t] = (first[t - 1] ?? 0) + (rows[t - 1] ?? 0);
  const M = lengths.reduce((sum, length) => sum + length, 0);

  const inputRows = new Uint32Array(M);
  const targets = new Uint32Array(M);
  const mask = new Uint32Array(M);
  const previousRows = new Uint32Array(M);
  const numberOf = new Map<number, number>();
  let targetCount = 0;
  for (let t = 0, m = 0; t < T; t++) {
    const before = t === 0 ? 0 : capacity + (first[t - 1] ?? 0);
    for (let n = 0; n < (rows[t] ?? 0); n++, m++) {
      const at = (order[n] ?? 0) * columns + t;
      const word = inputs[at] ?? 0;
      const target = captions[at + 1] ?? 0;
      const known = numberOf.get(word) ?? numberOf.size;
      numberOf.set(word, known);
      inputRows[m] = known;
      targets[m] = target;
      mask[m] = target === nullWord ? 0 : 1;
      targetCount += mask[m] ?? 0;
      previousRows[m] = before + n;
    }
  }
  const { wordStarts, wordRows } = rowsByWord(inputRows, numberOf.size);
  return {
    captions: N,
    steps: Math.max(0, ...lengths),
    rows,
    first,
    M,
    U: numberOf.size,
    targetCount,
    order,
    words: Uint32Array.from(numberOf.keys()),
    inputRows,
    targets,
    mask,
    previousRows,
    wordStarts,
    wordRows,
  };
}

/** Counting sort of the packed rows by word. */
function rowsByWord(inputRows: Uint32Array, U: number): { wordStarts: Uint32Array; wordRows: Uint32Array } {
  const wordStarts = new Uint32Array(U + 1);
  for (const word of inputRows) wordStarts[word + 1] = (wordStarts[word + 1] ?? 0) + 1;
  for (let u = 0; u < U; u++) wordStarts[u + 1] = (wordStarts[u + 1] ?? 0) + (wordStarts[u] ?? 0);
  const next = wordStarts.slice();
  const wordRows = new Uint32Array(inputRows.length);
  inputRows.forEach((word, row) => {
    const at = next[word] ?? 0;
    wordRows[at] = row;
    next[word] = at + 1;
  });
  return { wordStarts, wordRows };
}
