import type Plot from 'uplot';
import { loss } from '../client/format.ts';
import type { Curve, LoggedRun } from '../client/logged_run.ts';

/** The losses from a lower one to a higher one. */
export interface LossRange {
  readonly low: number;
  readonly high: number;
}

type Curves = Pick<LoggedRun, 'curve' | 'validation'>;

const losses = ({ curve, validation }: Curves) => [...curve.losses, ...validation.losses];

function lateLosses({ curve, validation }: Curves): readonly number[] {
  const half = (curve.steps.at(-1) ?? 0) / 2;
  const late = ({ steps, losses: all }: Curve) => all.filter((_, i) => (steps[i] ?? 0) >= half);
  return [...late(curve), ...late(validation)];
}

/**
 * The losses to show of two runs. A loss falls far in the first steps: on an axis with room for these, the rest of both curves is
 * one line. So the second half of each run has the lower half of the axis. Undefined where everything is then in the picture
 * anyway: the axis can begin at 0.
 */
export function rangeToTellApart(runs: readonly Curves[]): LossRange | undefined {
  const [all, late] = [runs.flatMap(losses), runs.flatMap(lateLosses)];
  if (late.length === 0) return undefined;
  const [low, latest] = [Math.min(...all), Math.max(...late)];
  // Two curves that have become level need some room, too.
  const span = Math.max(latest - low, 0.02 * latest);
  const range = { low: Math.max(0, low - 0.1 * span), high: low + 2 * span };
  return range.high < Math.max(...all) ? range : undefined;
}

/** The range of an axis that begins with this one; when a part of the steps is magnified, that of their losses. */
export function rangeOrPart({ low, high }: LossRange): Plot.Range.Function {
  return (_, lowest, highest) => {
    const isPart = highest < high || lowest > high;
    if (!isPart) return [low, high];
    const margin = 0.05 * (highest - lowest || highest);
    return [lowest - margin, highest + margin];
  };
}

/** What is not in the picture, such as "The axis ends at 9.60: they begin at 41.80 and 41.62." */
export function leftOutInWords({ high }: LossRange, runs: readonly [Curves, Curves]): string {
  const [one, other] = runs.map(({ curve }) => loss(curve.losses[0] ?? Number.NaN));
  return `The axis ends at ${loss(high)}, so that the second halves of the curves can be told apart: they begin at ${one} and ${other}.`;
}
