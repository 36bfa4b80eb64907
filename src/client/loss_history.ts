/**
 * The loss curve in bounded memory: at `capacity` points neighbours are averaged pairwise, and from then on a point stands
 * for twice as many steps. An exponential moving average accompanies the raw loss.
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
  first = Number.NaN;

  constructor(capacity = 4000) {
    this.capacity = capacity;
  }

  push(step: number, loss: number): void {
    if (Number.isNaN(this.first)) this.first = loss;
    this.recent = [...this.recent.slice(-9), loss];
    // The first steps fall fast, and a long average would lag behind them.
    const weight = Math.max(1 / 20, 1 / (2 + this.total() / 10));
    this.average = Number.isNaN(this.average) ? loss : this.average + weight * (loss - this.average);
    this.open.sum += loss;
    this.open.count += 1;
    if (this.open.count < this.stepsPerPoint) return;
    this.steps.push(step);
    this.losses.push(this.open.sum / this.open.count);
    this.averages.push(this.average);
    this.open = { sum: 0, count: 0 };
    if (this.steps.length >= this.capacity) this.halve();
  }

  clear(): void {
    this.steps = [];
    this.losses = [];
    this.averages = [];
    this.recent = [];
    this.stepsPerPoint = 1;
    this.open = { sum: 0, count: 0 };
    this.average = Number.NaN;
    this.first = Number.NaN;
  }

  /** Steps, losses and moving averages, for drawing. */
  get columns(): [number[], number[], number[]] {
    return [this.steps, this.losses, this.averages];
  }

  /** Mean of the last ten losses, or of fewer; NaN when there are none. */
  get meanOfLastTen(): number {
    return this.recent.reduce((sum, loss) => sum + loss, 0) / this.recent.length;
  }

  private total(): number {
    return this.steps.length * this.stepsPerPoint + this.open.count;
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
