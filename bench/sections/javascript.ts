import { by, type Context, messageOf, type Section } from '../context.ts';
import { realisticDataset, type Sizes, sizesText, standardSizes } from '../problems.ts';
import type { Cell, Column } from '../results.ts';
import { timeParts } from '../step_parts.ts';
import { measureTraining, type Patience, referenceLoss } from '../training.ts';

const columns: readonly Column[] = [
  { label: 'sizes', unit: 'text' },
  { label: 'JavaScript a step', unit: 'ms' },
  { label: 'a step', unit: 'ms' },
  { label: 'steps', unit: 'count' },
  { label: 'dispatches', unit: 'count' },
];

const partColumns: readonly Column[] = [
  { label: 'sizes', unit: 'text' },
  { label: 'plan', unit: 'ms' },
  { label: 'sizes and arena', unit: 'ms' },
  { label: 'encoding and submit', unit: 'ms' },
];

const patience: Readonly<Record<Context['effort'], Patience>> = {
  tiny: { groups: [1, 1], budget: 0 },
  quick: { groups: [15, 30], budget: 8000 },
  full: { groups: [20, 60], budget: 30_000 },
};

export const javascript: Section = {
  title: 'JavaScript a step',
  how: 'How long the host’s own thread is busy in one training step: plan of the next minibatch, upload, sizes, encoding, submit. The parts are timed one by one, with an idle device; most of the encoding is WebGPU’s own. It depends on the number of captions, words and dispatches, not on how wide the layers are; narrow layers give many steps to take the median of. Browsers round their clocks: an isolated page to 5 µs (Chrome) or 20 µs (Firefox), others to 100 µs or 1 ms.',
  async run(context) {
    const tiny: Sizes = { N: 2, T: 3, D: 6, W: 5, H: 7, V: 20 };
    const narrow: Sizes = { ...standardSizes, N: 100, W: 64, H: 64 };
    const rows: Cell[][] = [];
    const parts: Cell[][] = [];
    const faults: string[] = [];
    for (const sizes of by(context, {
      tiny: [tiny],
      quick: [{ ...narrow, N: 25 }],
      full: [{ ...narrow, N: 25 }, narrow],
    })) {
      const training = { cell: 'lstm', sizes, data: realisticDataset(sizes, 8 * sizes.N) } as const;
      context.say(sizesText(sizes));
      try {
        const expected = await referenceLoss(context, training);
        const found = await measureTraining(context.open, training, expected, patience[context.effort]);
        rows.push([sizesText(sizes), found.javascript, found.step, found.javascript.runs, found.dispatches]);
        const runs = by(context, { tiny: 1, quick: 50, full: 200 });
        const { plan, arena, encoding } = await timeParts(context.open, training, runs);
        parts.push([sizesText(sizes), plan, arena, encoding]);
      } catch (error) {
        faults.push(`${sizesText(sizes)}: ${messageOf(error)}`);
      }
    }
    // Where there is no page there is nothing to isolate, and clocks are not rounded.
    const { crossOriginIsolated: isolated } = globalThis as { readonly crossOriginIsolated?: boolean };
    return {
      tables: [
        { caption: 'LSTM training', columns, rows },
        { caption: 'Parts of a step', columns: partColumns, rows: parts },
      ],
      plots: [],
      notes: isolated === undefined ? [] : [`This page was ${isolated ? 'isolated' : 'not isolated'}.`],
      faults,
    };
  },
};
