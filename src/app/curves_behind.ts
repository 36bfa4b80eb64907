import type Plot from 'uplot';
import type { NamedCurve } from '../client/logged_run.ts';
import { colour, nearestIn } from './chart.tsx';

/** How the lines of earlier runs are told apart, as their legend shows them. */
export const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3]];

/** Draws the curves of earlier runs in grey: not as series of the plot, whose number would change with the list of runs. */
export function drawBehind(plot: Plot, curves: readonly NamedCurve[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.strokeStyle = colour('--behind')();
  for (const [n, { steps, losses }] of curves.entries()) {
    ctx.setLineDash((DASHES[n % DASHES.length] ?? []).map((length) => length * devicePixelRatio));
    ctx.beginPath();
    for (const [i, step] of steps.entries()) {
      // Canvas ignores a point at infinity, such as a loss of 0 on a log axis.
      ctx.lineTo(plot.valToPos(step, 'x', true), plot.valToPos(losses[i] ?? 0, 'y', true));
    }
    ctx.stroke();
  }
  ctx.restore();
}

/** The curve whose loss at a step is nearest to `y`, or any that reaches it; undefined where none reaches it. */
export function nearestCurve(
  curves: readonly NamedCurve[],
  step: number,
  y: number | undefined,
): { readonly name: string; readonly loss: number } | undefined {
  const there = curves.filter(({ steps }) => step <= (steps.at(-1) ?? -1));
  const at = there.map(({ name, steps, losses }) => ({ name, loss: losses[nearestIn(steps, step)] ?? 0 }));
  const away = ({ loss }: { readonly loss: number }) => (y === undefined ? 0 : Math.abs(loss - y));
  return at.sort((a, b) => away(a) - away(b))[0];
}

/** The last step of the longest curve, and the lowest and the highest loss. */
export function extentOf(curves: readonly NamedCurve[]): {
  readonly step: number;
  readonly low: number;
  readonly high: number;
} {
  return {
    step: Math.max(0, ...curves.map(({ steps }) => steps.at(-1) ?? 0)),
    low: Math.min(...curves.map(({ losses }) => Math.min(...losses))),
    high: Math.max(0, ...curves.map(({ losses }) => Math.max(...losses))),
  };
}
