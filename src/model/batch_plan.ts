/**
 * The batch plan: the same loss and gradients from fewer operations.
 *
 * Captions are sorted by length, so that at time step t only the first N_t of them are alive; their rows are packed
 * time-first, M = Σ N_t rows in all, and masked rows after a caption's end never exist. The input matrix product runs
 * once for each of the U distinct words, not for each of the M rows. Computed on the host in microseconds.
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
  /** Distinct input words, U. */
  readonly U: number;
  /** Unmasked targets: the loss is their −log p, summed, divided by N. */
  readonly targetCount: number;
  /** `order[n]`: the caption that became row n. */
  readonly order: Uint32Array;
  /** (U) the distinct input words, in order of first use. */
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
 * @param inputs (N, T + 1) input words, if they differ from the captions'; targets and lengths stay the captions'
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
  const { order, rows, first, M, steps } = byLength(captions, N, T, nullWord);
  const inputRows = new Uint32Array(M);
  const targets = new Uint32Array(M);
  const mask = new Uint32Array(M);
  const previousRows = new Uint32Array(M);
  const words = new Uint32Array(M);
  const rowOf = rowsOfWords(inputs);
  let U = 0;
  let targetCount = 0;
  for (let t = 0, m = 0; t < steps; t++) {
    const alive = rows[t] ?? 0;
    const before = t === 0 ? 0 : capacity + (first[t - 1] ?? 0);
    for (let n = 0; n < alive; n++, m++) {
      const at = (order[n] ?? 0) * columns + t;
      const word = inputs[at] ?? 0;
      const target = captions[at + 1] ?? 0;
      // Rows are numbered from 1, so that a zero in a new array means that the word has none.
      let row = rowOf[word] ?? 0;
      if (row === 0) {
        words[U++] = word;
        row = U;
        rowOf[word] = row;
      }
      inputRows[m] = row - 1;
      targets[m] = target;
      previousRows[m] = before + n;
      if (target === nullWord) continue;
      mask[m] = 1;
      targetCount++;
    }
  }
  const { starts: wordStarts, rows: wordRows } = listsOf(inputRows, U);
  return {
    captions: N,
    steps,
    rows,
    first,
    M,
    U,
    targetCount,
    order,
    words: words.subarray(0, U),
    inputRows,
    targets,
    mask,
    previousRows,
    wordStarts,
    wordRows,
  };
}

/** Counting sort of the captions by length, the longest first, equal ones in their order; what is alive at each step. */
function byLength(captions: Int32Array, N: number, T: number, nullWord: number) {
  const lengths = new Int32Array(N);
  // Captions of each length first; then, from the longest down, the place of the next one of each length.
  const next = new Int32Array(T + 1);
  for (let n = 0; n < N; n++) {
    const length = aliveSteps(captions, n * (T + 1), T, nullWord);
    lengths[n] = length;
    next[length] = (next[length] ?? 0) + 1;
  }
  const rows = new Int32Array(T);
  let longer = 0;
  for (let length = T; length >= 0; length--) {
    const count = next[length] ?? 0;
    next[length] = longer;
    longer += count;
    // A caption of this length is alive at every step before it.
    if (length > 0) rows[length - 1] = longer;
  }
  const order = new Uint32Array(N);
  for (let n = 0; n < N; n++) {
    const length = lengths[n] ?? 0;
    const place = next[length] ?? 0;
    order[place] = n;
    next[length] = place + 1;
  }
  const first = new Int32Array(T);
  let [M, steps] = [0, 0];
  for (let t = 0; t < T; t++) {
    first[t] = M;
    M += rows[t] ?? 0;
    if ((rows[t] ?? 0) > 0) steps = t + 1;
  }
  return { order, rows, first, M, steps };
}

/** Room to number each of the words that occur. */
function rowsOfWords(words: Int32Array): Uint32Array {
  let greatest = 0;
  for (const word of words) if (word > greatest) greatest = word;
  return new Uint32Array(greatest + 1);
}

/** Counting sort of items by group: those of group g are `rows[starts[g] … starts[g + 1])`, ascending. */
export function listsOf(groups: Uint32Array, count: number): { starts: Uint32Array; rows: Uint32Array } {
  const starts = new Uint32Array(count + 1);
  for (const group of groups) starts[group + 1] = (starts[group + 1] ?? 0) + 1;
  for (let group = 0; group < count; group++) starts[group + 1] = (starts[group + 1] ?? 0) + (starts[group] ?? 0);
  const next = starts.slice();
  const rows = new Uint32Array(groups.length);
  for (let item = 0; item < groups.length; item++) {
    const group = groups[item] ?? 0;
    const at = next[group] ?? 0;
    rows[at] = item;
    next[group] = at + 1;
  }
  return { starts, rows };
}
