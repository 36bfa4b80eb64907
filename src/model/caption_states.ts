import { requireComputed } from '../finite.ts';
import { toGateBlocks } from '../ops/gate_order.ts';
import type { FloatTensor, Tensor } from '../tensor.ts';
import type { BatchPlan } from './batch_plan.ts';
import { type CaptionRuns, captionRuns, zeros } from './caption_runs.ts';
import { ReusedStep } from './reused_step.ts';
import type { SaliencySetting } from './saliency_step.ts';
import { TrainingStep } from './training_step.ts';

/** What `CaptioningRNN.states` returns. Step t has read word t and predicts word t + 1. */
export interface CaptionStates {
  /** (N, T) log p(word t + 1 | words up to t, feature). */
  readonly logProbs: FloatTensor;
  /** (N, H) the hidden state before the first word: the projected picture. */
  readonly initial: FloatTensor;
  /** (N, T, H) */
  readonly hidden: FloatTensor;
  /** (N, T, H), of the LSTM. */
  readonly cell?: FloatTensor;
  /** Input, forget and output gate and candidate, (N, T, H) each, of the LSTM. */
  readonly gates?: Readonly<Record<'i' | 'f' | 'o' | 'g', FloatTensor>>;
}

type Floats = Float32Array | Float64Array;
type Setting = Omit<SaliencySetting, 'rows' | 'steps' | 'source'>;

/** Answers `states` with a program that is recorded once. */
export class StatesOfCaptions {
  readonly #setting: Setting;
  readonly #step: ReusedStep<TrainingStep>;

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#step = new ReusedStep(
      (captions, steps) => new TrainingStep({ ...setting, captions, steps, keepsGates: true }),
    );
  }

  /** @throws as `CaptioningRNN.states` does */
  async of(features: FloatTensor, captions: Tensor): Promise<CaptionStates> {
    const runs = captionRuns('states', this.#setting, features, captions);
    const states = this.#room(runs.N, runs.T);
    await this.#run(runs, features, false, (found, plan, start, capacity) => {
      this.#unpack(states, found, plan, start, capacity);
    });
    const { cell, gates, ...others } = states;
    for (const [name, numbers] of Object.entries({ ...others, ...(cell && { cell }), ...gates })) {
      requireComputed(`states: ${name}`, numbers);
    }
    return states;
  }

  /** @throws as `CaptioningRNN.wordLogProbs` does */
  async logProbs(features: FloatTensor, captions: Tensor): Promise<FloatTensor> {
    const runs = captionRuns('wordLogProbs', this.#setting, features, captions);
    const logProbs = zeros(this.#setting, runs.N, runs.T);
    await this.#run(runs, features, true, ([logs], plan, start) => {
      eachRow(plan, (m, caption, t) => {
        logProbs.data[(start + caption) * runs.T + t] = logs?.[m] ?? Number.NaN;
      });
    });
    requireComputed('wordLogProbs', logProbs);
    return logProbs;
  }

  destroy(): void {
    this.#step.destroy();
  }

  /** Runs the captions, as many at a time as fit, and passes the packed result of each run to `use`. */
  async #run(
    { words, N, T, steps, most }: CaptionRuns,
    { data }: FloatTensor,
    logProbsOnly: boolean,
    use: (found: readonly Floats[], plan: BatchPlan, start: number, capacity: number) => void,
  ): Promise<void> {
    const { D, nullWord } = this.#setting.configuration;
    for (let start = 0; start < N; start += most) {
      const n = Math.min(most, N - start);
      const padded = new Int32Array(n * (steps + 1)).fill(nullWord);
      for (let row = 0; row < n; row++) {
        const at = (start + row) * (T + 1);
        padded.set(words.subarray(at, at + T + 1), row * (steps + 1));
      }
      const step = this.#step.for(n, steps);
      const batch = { ...step.plan(padded), features: data.subarray(start * D, (start + n) * D) };
      const { rowLoss, hs, inside } = step.states ?? {};
      const all = logProbsOnly ? [rowLoss] : [rowLoss, hs, inside?.cs, inside?.gates];
      const read = all.filter((buffer) => buffer !== undefined);
      // The loss is −log p: scaled by −1 it is log p.
      const found = await step.run(batch, read, { scale: -1 });
      use(found as Floats[], batch.plan, start, step.capacity);
    }
  }

  #room(N: number, T: number): CaptionStates {
    const { H, cellType } = this.#setting.configuration;
    const table = (...shape: number[]) => zeros(this.#setting, N, ...shape);
    const states = { logProbs: table(T), initial: table(H), hidden: table(T, H) };
    if (cellType === 'rnn') return states;
    return { ...states, cell: table(T, H), gates: { i: table(T, H), f: table(T, H), o: table(T, H), g: table(T, H) } };
  }

  /** Scatters the packed result of a run: its captions begin at `start`. */
  #unpack(
    { logProbs, initial, hidden, cell, gates }: CaptionStates,
    [logs, hs, cs, packedGates]: readonly Floats[],
    plan: BatchPlan,
    start: number,
    capacity: number,
  ): void {
    const { H } = this.#setting.configuration;
    const [, T = 0] = logProbs.shape;
    const copy = (to: FloatTensor, at: number, from: Floats | undefined, row: number, width = H) =>
      to.data.set(from?.subarray(row * width, (row + 1) * width) ?? [], at * width);
    const blocks = packedGates && toGateBlocks(packedGates, H);
    for (const [n, caption] of plan.order.subarray(0, plan.rows[0]).entries()) copy(initial, start + caption, hs, n);
    eachRow(plan, (m, caption, t) => {
      const at = (start + caption) * T + t;
      copy(logProbs, at, logs, m, 1);
      copy(hidden, at, hs, capacity + m);
      if (!cell || !gates) return;
      copy(cell, at, cs, capacity + m);
      for (const [q, gate] of [gates.i, gates.f, gates.o, gates.g].entries()) copy(gate, at, blocks, 4 * m + q);
    });
  }
}

/** Every packed row m of a plan: the caption that it is of, and its time step. */
function eachRow({ order, rows, first, steps }: BatchPlan, use: (m: number, caption: number, t: number) => void): void {
  for (let t = 0; t < steps; t++) {
    for (const [n, caption] of order.subarray(0, rows[t]).entries()) use((first[t] ?? 0) + n, caption, t);
  }
}
