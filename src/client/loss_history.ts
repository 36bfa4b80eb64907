/**
 * The loss curve to draw, in bounded memory: at `capacity` points neighbours are averaged pairwise, and from then on a point
 * stands for twice as many steps. An exponential moving average accompanies the loss. The raw losses stay as well, at eight
 * bytes a step, for a file.
 */
export class LossHistory {
  private steps: number[] = [];
  private losses: number[] = [];
  private averages: number[] = [];
  private readonly capacity: number;
  private stepsPerPoint = 1;
  private open = { sum: 0, count: 0 };
  private average = Number.NaN;
  /** The losses of the last ten steps. */
  private recent: number[] = [];
  private raw: number[] = [];
  private lastStep = 0;
  first = Number.NaN;

  constructor(capacity = 4000) {
    this.capacity = capacity;
  }

  push(step: number, loss: number): void {
    if (Number.isNaN(this.first)) this.first = loss;
    this.raw.push(loss);
    this.lastStep = step;
    this.recent = [...this.recent.slice(-9), loss];
    this.average = averageAfter(this.average, loss, step - 1);
    this.open.sum += loss;
    this.open.count += 1;
    if (this.open.count < this.stepsPerPoint) return;
    this.steps.push(step);
    this.losses.push(this.open.sum / this.open.count);
    this.averages.push(this.average);
    this.open = { sum: 0, count: 0 };
    if (this.steps.length >= this.capacity) this.halve();
  }

  /** Begins with the points of an earlier part of the training, each a mean over the steps since the one before. */
  seed({ steps, losses }: { readonly steps: readonly number[]; readonly losses: readonly number[] }): void {
    for (const [i, loss] of losses.entries()) {
      const step = steps[i] ?? 0;
      if (Number.isNaN(this.first)) this.first = loss;
      this.average = averageAfter(this.average, loss, step - 1);
      this.steps.push(step);
      this.losses.push(loss);
      this.averages.push(this.average);
    }
  }

  clear(): void {
    this.steps = [];
    this.losses = [];
    this.averages = [];
    this.recent = [];
    this.raw = [];
    this.stepsPerPoint = 1;
    this.open = { sum: 0, count: 0 };
    this.average = Number.NaN;
    this.first = Number.NaN;
  }

  /** Steps, losses and moving averages, for drawing. */
  get columns(): [number[], number[], number[]] {
    return [this.steps, this.losses, this.averages];
  }

  /** Every step with its loss and the moving average: steps follow one another. */
  *every(): Generator<[step: number, loss: number, average: number]> {
    const before = this.lastStep - this.raw.length;
    let average = Number.NaN;
    for (const [i, loss] of this.raw.entries()) {
      average = averageAfter(average, loss, before + i);
      yield [before + i + 1, loss, average];
    }
  }

  /** At most this many points of the moving average, evenly spaced, the last among them; those that are not finite are left out. */
  thinned(most: number): { readonly steps: readonly number[]; readonly losses: readonly number[] } {
    const finite = this.averages.flatMap((average, i) => (Number.isFinite(average) ? [i] : []));
    const apart = Math.max(1, (finite.length - 1) / (most - 1));
    const kept = Array.from({ length: Math.min(most, finite.length) }, (_, i) => finite[Math.round(i * apart)] ?? 0);
    return { steps: kept.map((i) => this.steps[i] ?? 0), losses: kept.map((i) => rounded(this.averages[i] ?? 0)) };
  }

  /** Mean of the last ten losses, or of fewer; NaN when there are none. */
  get meanOfLastTen(): number {
    return this.recent.reduce((sum, loss) => sum + loss, 0) / this.recent.length;
  }

  private halve(): void {
    const pairs = (values: number[], join: (a: number, b: number) => number) =>
      values.flatMap((value, i) => (i % 2 === 1 ? [join(values[i - 1] ?? value, value)] : []));
    this.steps = pairs(this.steps, (_, later) => later);
    this.losses = pairs(this.losses, (a, b) => (a + b) / 2);
    this.averages = pairs(this.averages, (_, later) => later);
    this.stepsPerPoint *= 2;
  }
}

/** The moving average after another loss. The first steps fall fast, and a long average would lag behind them. */
function averageAfter(average: number, loss: number, steps: number): number {
  const weight = Math.max(1 / 20, 1 / (2 + steps / 10));
  return Number.isNaN(average) ? loss : average + weight * (loss - average);
}

/** Five digits that matter: more than a curve shows. */
const rounded = (value: number) => Number(value.toPrecision(5));
