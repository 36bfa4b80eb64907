import type { ParameterTensors } from '../../src/model/parameters.ts';

/** One step of a captioner in plain loops: what it holds inside after a word, and log p of every word that may follow. */
export interface PlainStep {
  readonly h: number[];
  readonly c: number[];
  /** i, f, o and g of the LSTM, one list of H each. */
  readonly gates: number[][];
  readonly logProbs: number[];
}

/** The states of one caption, (T) steps, written from the equations: the independent check of `CaptioningRNN.states`. */
export function plainStates(
  cellType: 'rnn' | 'lstm',
  p: ParameterTensors,
  feature: ArrayLike<number>,
  words: readonly number[],
): { initial: number[]; steps: PlainStep[] } {
  const H = p.Wh.shape[0] ?? 0;
  const times = (x: ArrayLike<number>, { shape: [rows = 0, columns = 0], data }: ParameterTensors['Wx']) =>
    Array.from({ length: columns }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < rows; k++) sum += (x[k] ?? Number.NaN) * (data[k * columns + j] ?? Number.NaN);
      return sum;
    });
  const plus = (a: readonly number[], b: ArrayLike<number>) => a.map((value, j) => value + (b[j] ?? Number.NaN));
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const W = p.W_embed.shape[1] ?? 0;
  const initial = plus(times(feature, p.W_proj), p.b_proj.data);
  let [h, c] = [initial, initial.map(() => 0)];
  const steps = words.map((word) => {
    const x = p.W_embed.data.subarray(word * W, (word + 1) * W);
    const a = plus(plus(times(x, p.Wx), times(h, p.Wh)), p.b.data);
    const block = (q: number) => a.slice(q * H, (q + 1) * H);
    const gates = cellType === 'lstm' ? [0, 1, 2].map((q) => block(q).map(sigmoid)) : [];
    if (cellType === 'lstm') {
      gates.push(block(3).map(Math.tanh));
      const [i = [], f = [], o = [], g = []] = gates;
      c = c.map((value, j) => (f[j] ?? 0) * value + (i[j] ?? 0) * (g[j] ?? 0));
      h = c.map((value, j) => (o[j] ?? 0) * Math.tanh(value));
    } else {
      h = a.map(Math.tanh);
    }
    const scores = plus(times(h, p.W_vocab), p.b_vocab.data);
    const total = Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0));
    return { h, c, gates, logProbs: scores.map((score) => score - total) };
  });
  return { initial, steps };
}
