/** What a repeated measurement found: median and spread, in the unit of its values. */
export interface Timing {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** How many values there were. */
  readonly runs: number;
}

/** The middle one, or the mean of the two in the middle; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

export function timing(values: readonly number[]): Timing {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values), runs: values.length };
}

/** A timing whose every value goes through `f`; where `f` falls, least and greatest change places. */
export function mapTiming(one: Timing, f: (value: number) => number): Timing {
  const [a, b] = [f(one.min), f(one.max)];
  return { median: f(one.median), min: Math.min(a, b), max: Math.max(a, b), runs: one.runs };
}

/** Slope of the least-squares line through (ln x, ln y): the power of x that y grows with. NaN below two different x. */
export function logSlope(xs: readonly number[], ys: readonly number[]): number {
  const points = xs.map((x, i) => [Math.log(x), Math.log(ys[i] ?? Number.NaN)] as const);
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const over = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const under = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return under > 0 ? over / under : Number.NaN;
}

/** The x at which y first rises above `level`, read off straight lines in ln x; undefined if it never does. */
export function crossing(xs: readonly number[], ys: readonly number[], level: number): number | undefined {
  const above = ys.findIndex((y) => y > level);
  if (above <= 0) return above === 0 ? xs[0] : undefined;
  const [x0 = 0, x1 = 0, y0 = 0, y1 = 0] = [xs[above - 1], xs[above], ys[above - 1], ys[above]];
  return x0 * (x1 / x0) ** ((level - y0) / (y1 - y0));
}
