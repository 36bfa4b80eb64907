import { createScenes } from '../../src/data/scenes/dataset.ts';
import { describePicture } from '../../src/data/scenes/descriptor.ts';
import type { ScenesOptions } from '../../src/data/scenes/options.ts';
import { drawScene } from '../../src/data/scenes/raster.ts';
import { by, type Context, messageOf, type Section } from '../context.ts';
import type { Cell, Column } from '../results.ts';
import { type Timing, timing } from '../statistics.ts';
import { emptySubmit } from '../time_call.ts';

const columns: readonly Column[] = [
  { label: 'what', unit: 'text' },
  { label: 'takes', unit: 'ms' },
  { label: 'budget', unit: 'ms' },
];

/** What a user waits for, and its time budget on an otherwise idle machine. */
interface Budget {
  readonly what: string;
  readonly milliseconds: number;
  /** `undefined` where it cannot be measured. */
  readonly take: () => Promise<Timing | number | undefined>;
}

async function timed(work: () => unknown): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** Makes Scenes and draws every picture, which otherwise is drawn when it is needed. */
async function drawAll(sizes: ScenesOptions): Promise<void> {
  const { data } = await createScenes(sizes);
  for (const { features } of Object.values(data.splits)) {
    for (let image = 0; image < features.count; image++) features.readRows([image]);
  }
}

function budgetsOf(context: Context): Budget[] {
  const splits = by(context, {
    tiny: { train: 20, val: 4, test: 4 },
    quick: { train: 400, val: 50, test: 50 },
    full: { train: 4000, val: 500, test: 500 },
  });
  const pictures = splits.train + splits.val + splits.test;
  const steps = by(context, { tiny: 3, quick: 40, full: 200 });
  const runs = by(context, { tiny: 1, quick: 5, full: 9 });
  return [
    {
      what: `Scenes, ${pictures} pictures`,
      milliseconds: 2 * pictures,
      take: () => timed(() => drawAll(splits)),
    },
    {
      what: 'the descriptor of a picture, 480 × 480',
      milliseconds: 20,
      async take() {
        const { scene } = await createScenes({ train: 1, val: 1, test: 1 });
        const picture = drawScene(scene('train', 0), 480);
        const times: number[] = [];
        for (let run = 0; run <= runs; run++) times.push(await timed(() => describePicture(picture)));
        return timing(times.slice(1));
      },
    },
    {
      what: 'a device that has nothing to do',
      milliseconds: 60,
      async take() {
        const backend = await context.open();
        const times: number[] = [];
        for (let run = 0; run < runs; run++) times.push(await emptySubmit(backend));
        backend.destroy();
        return timing(times);
      },
    },
    {
      what: `the longest task of the page in a run of ${steps} steps`,
      milliseconds: 500,
      async take() {
        if (!('document' in globalThis)) return undefined;
        const { longestTaskOf } = await import('../app_run.tsx');
        const options = { hiddenDim: 32, wordvecDim: 16, batchSize: 32, numEpochs: 100, iterations: steps };
        return longestTaskOf({ source: { kind: 'scenes', train: 200, val: 20, test: 20 }, options });
      },
    },
  ];
}

export const budgets: Section = {
  title: 'Budgets',
  how: 'What a user waits for, against its time budget on an otherwise idle machine. No test judges by the clock, since a busy machine takes many times as long; these are to be looked at. The app runs in this page, in view, with a worker of its own that keeps nothing; browsers tell of tasks of 50 ms and more, and 0 says that there was none.',
  async run(context) {
    const rows: Cell[][] = [];
    const notes: string[] = [];
    const faults: string[] = [];
    for (const { what, milliseconds, take } of budgetsOf(context)) {
      context.say(what);
      try {
        const taken = await take();
        const time = typeof taken === 'object' ? taken.median : taken;
        if (time !== undefined && time > milliseconds) notes.push(`Over its budget: ${what}.`);
        rows.push([what, taken ?? null, milliseconds]);
      } catch (error) {
        faults.push(`${what}: ${messageOf(error)}`);
      }
    }
    return { tables: [{ caption: 'Time and budget', columns, rows }], plots: [], notes, faults };
  },
};
