import { expect, it } from 'vitest';
import type { RunOptions } from '../../src/options/run_options.ts';
import { type CpuPace, compareWithCpu, cpuPace } from '../../src/worker/cpu_trial.ts';
import { defaultsOf, withDefaults } from '../../src/worker/run_settings.ts';
import { Desk } from './desk.ts';
import { smallData } from './small_data.ts';

const small: RunOptions = { backend: 'webgpu', hiddenDim: 12, wordvecDim: 6, batchSize: 8, numEpochs: 20 };
const losses = (desk: Desk) => desk.of('step').map(({ loss }) => loss);

/** A desk whose runs are told what the CPU does, and how often it was asked. */
async function deskWith(captionsPerSecond: number | Error, kind: 'gpu' | 'software' | 'cpu') {
  let asked = 0;
  const cpuPace: CpuPace = async () => {
    asked += 1;
    if (captionsPerSecond instanceof Error) throw captionsPerSecond;
    return captionsPerSecond;
  };
  const desk = await Desk.loaded(undefined, {}, smallData(), { cpuPace, kind });
  return { desk, asked: () => asked };
}

it('a run on a software adapter is compared with the CPU once, and a CPU that is clearly faster is reported', async () => {
  const { desk, asked } = await deskWith(1e12, 'software');
  await desk.run(small);
  const [slower, ...more] = desk.of('slower');
  expect([asked(), slower?.onCpu, more]).toEqual([1, 1e12, []]);
  expect(slower?.captionsPerSecond).toBeGreaterThan(0);
  const { desk: other } = await deskWith(1e12, 'gpu');
  await other.run(small);
  // The run itself takes no notice.
  expect(losses(desk)).toEqual(losses(other));
});

it.each([
  ['a CPU that is slower', 1e-12, 'software', small, 1],
  ['a trial that fails', new Error('no memory'), 'software', small, 1],
  ['a GPU', 1e12, 'gpu', small, 0],
  ['the CPU itself', 1e12, 'cpu', { ...small, backend: 'cpu' }, 0],
] as const)('%s is nothing to report', async (_, pace, kind, options, times) => {
  const { desk, asked } = await deskWith(pace, kind);
  await desk.run(options);
  expect([asked(), desk.of('slower'), desk.of('finished').length]).toEqual([times, [], 1]);
});

it('steps that would take the CPU too long are not tried', async () => {
  const source = smallData();
  const settings = withDefaults(small, defaultsOf(source));
  const measured: number[] = [];
  const trial = (flops: number) =>
    compareWithCpu({ source, settings, flops, captionsPerSecond: 1, post: () => {} }, async () => measured.push(flops));
  await trial(3e8);
  await trial(5e8);
  expect(measured).toEqual([3e8]);
});

it('the pace on the CPU is that of the fastest step after the first', async () => {
  const source = smallData();
  const settings = withDefaults(small, defaultsOf(source));
  const times = [9000, 9100, 9150, 9250, 9450, 9650, 9850];
  let at = -1;
  expect(await cpuPace(source, settings, () => times[++at] ?? 1e6)).toBeCloseTo((1000 * 8) / 50, 6);
  // The budget was spent.
  expect(at).toBeLessThan(times.length);
});
