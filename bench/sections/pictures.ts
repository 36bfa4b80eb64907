import { oneOf } from '../../src/option_checks.ts';
import { by, type Context, messageOf, type Section } from '../context.ts';
import { loadTime } from '../load.ts';
import { fourgatePictures } from '../pictures/fourgate.ts';
import { type Look, type MeasuredLook, measureLook, type Patience, type PicturePeer } from '../pictures/look.ts';
import { type PicturePeerName, picturePeerNames } from '../pictures/names.ts';
import { flopsOf, type Pass, type PictureProblem, pictureProblem } from '../pictures/problem.ts';
import type { Cell, Column } from '../results.ts';
import { mapTiming } from '../statistics.ts';

/** What can look at pictures; other libraries are loaded only when they are asked for. */
const picturePeers: Readonly<Record<PicturePeerName, (context: Context) => Promise<PicturePeer>>> = {
  fourgate: async ({ open }) => fourgatePictures('Fourgate, WebGPU', open),
  cpu: async ({ openCpu }) => fourgatePictures('Fourgate, CPU', async () => openCpu('float32')),
  tensorflowJs: async () => (await import('../pictures/tensorflow_js.ts')).tensorflowPictures,
};

const columns: readonly Column[] = [
  { label: 'what', unit: 'text' },
  { label: 'pictures', unit: 'count' },
  { label: 'by', unit: 'text' },
  { label: 'a picture', unit: 'ms' },
  { label: 'rate', unit: 'GFLOP/s' },
  { label: 'a picture with its transfers', unit: 'ms' },
  { label: 'first batch, cold', unit: 'ms' },
  { label: 'largest buffer', unit: 'MB' },
  { label: 'all buffers', unit: 'MB' },
];

/**
 * Relative to the length of the reference. Where a number is so near 0, or two of a window so near one another, that float64
 * tells them apart and float32 does not, a gradient goes another way.
 */
const TOLERANCE = { features: 1e-3, gradient: 1e-2 } as const satisfies Record<Pass, number>;
/** Bytes that no buffer of ours may exceed: every device offers so many in a binding. */
export const MOST_BYTES = 128 * 2 ** 20;

/** How far numbers are from the reference of the first of them, relative to its length. */
function distance(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [error, length] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    const value = expected[i] ?? 0;
    error += ((found[i] ?? Number.NaN) - value) ** 2;
    length += value ** 2;
  }
  return Math.sqrt(error / length);
}

/** @throws Error where they are further from the reference than float32 explains */
export function checkFound(pass: Pass, found: ArrayLike<number>, expected: ArrayLike<number>): void {
  const error = distance(found, expected);
  if (error <= TOLERANCE[pass]) return;
  throw new Error(`the first pictures are ${error.toPrecision(3)} of their length from the CPU reference’s`);
}

/** Features or gradients of the first pictures in float64. */
async function reference(context: Context, problem: PictureProblem): Promise<ArrayLike<number>> {
  context.say(`${problem.title}: CPU reference`);
  const count = by(context, { tiny: 2, quick: 1, full: 2 });
  const look = await fourgatePictures('reference', async () => context.openCpu('float64')).prepare(problem, count);
  try {
    return await look.whole();
  } finally {
    await look.close();
  }
}

/** How many pictures a batch has, and how long to measure it. */
function planFor(context: Context, load: number) {
  const batches = by(context, { tiny: [1, 3], quick: [1, 4], full: [1, 16, 64] });
  const patience: Patience = by(context, {
    tiny: { runs: [1, 1], budget: 0, load: 0 },
    quick: { runs: [1, 5], budget: 2000, load },
    full: { runs: [1, 100], budget: 3000, load },
  });
  return { batches, patience };
}

/** Milliseconds that a batch may take: larger ones are left out, as plain loops and software adapters take long for each picture. */
const LONGEST = { tiny: Infinity, quick: 20_000, full: 20_000 };

/** @throws Error where a buffer of ours is longer than it may be */
function checkMemory({ largest }: Look['memory']): void {
  if (largest > MOST_BYTES) throw new Error(`a buffer of ${largest} bytes, expected ${MOST_BYTES} at most`);
}

/** What a problem is measured with: the reference's numbers of the first pictures, and ms of load before anything is timed. */
interface Given {
  readonly expected: Float64Array;
  readonly load: number;
}

function rowOf(problem: PictureProblem, count: number, by: string, measured: MeasuredLook): Cell[] {
  const { resident, whole, cold, memory } = measured;
  const rate = mapTiming(resident, (ms) => flopsOf(problem) / (ms * 1e6));
  const memories = [memory.largest / 1e6, memory.all / 1e6];
  return [problem.title, count, by, resident, rate, whole, cold, ...memories];
}

/** What one library finds of one problem, batch by batch. */
async function measurePeer(context: Context, key: PicturePeerName, problem: PictureProblem, given: Given) {
  const found = { rows: [] as Cell[][], faults: [] as string[], notes: [] as string[] };
  const { batches, patience } = planFor(context, given.load);
  const numbersEach = problem.pass === 'features' ? problem.output.channels : problem.side ** 2 * 3;
  const longest = LONGEST[context.effort];
  let each = 0;
  for (const count of batches) {
    const work = `${problem.title}, ${count} by ${key}`;
    if (each * count > longest) {
      found.notes.push(`${work}: left out, as one batch would take ${Math.round((each * count) / 1000)} s.`);
      continue;
    }
    const check = (numbers: ArrayLike<number>) =>
      checkFound(problem.pass, numbers, given.expected.slice(0, count * numbersEach));
    try {
      const peer = await picturePeers[key](context);
      context.say(work);
      const measured = await measureLook(peer, problem, count, check, patience);
      if (key !== 'tensorflowJs') checkMemory(measured.memory);
      found.rows.push(rowOf(problem, count, peer.name, measured));
      each = measured.whole.median;
    } catch (error) {
      found.faults.push(`${work}: ${messageOf(error)}`);
    }
  }
  return found;
}

/** Convolutional networks on pictures, in Fourgate and beside it. */
export const pictures: Section = {
  title: 'Pictures',
  how: 'SqueezeNet 1.1’s features and 1.0’s gradient of a score with respect to the pixels, of seeded weights and pictures of 224 × 224: once with pictures and results that stay on the device, and once with what it takes to get them there and back. What comes of the first pictures must be what the float64 CPU reference makes of them. The rate counts the multiplications and additions of the convolutions. TensorFlow.js is loaded only when this section is run.',
  async run(context) {
    const side = by(context, { tiny: 35, quick: 224, full: 224 });
    const problems = [pictureProblem('1.1', 'features', side), pictureProblem('1.0', 'gradient', side)];
    const backend = await context.open();
    const load = loadTime(backend);
    backend.destroy();
    const found: Awaited<ReturnType<typeof measurePeer>>[] = [];
    for (const problem of problems) {
      const expected = Float64Array.from(await reference(context, problem));
      for (const key of context.peers ?? picturePeerNames) {
        found.push(await measurePeer(context, oneOf('peers', key, picturePeerNames), problem, { expected, load }));
      }
    }
    const rows = found.flatMap((one) => one.rows);
    const notes = [
      'No buffer of Fourgate’s is longer than 128 MiB: larger batches go in several runs.',
      ...found.flatMap((one) => one.notes),
    ];
    const faults = found.flatMap((one) => one.faults);
    return { tables: [{ caption: 'Batches of pictures', columns, rows }], plots: [], notes, faults };
  },
};
