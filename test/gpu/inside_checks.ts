import { atMost, equal } from './check.ts';
import { counting } from './program_checks.ts';
import { withBackend } from './shared_devices.ts';
import { CELLS, captioner, minibatch, reference, sizes } from './small_captioner.ts';

/** Of the greatest number of its kind: states are at most 1, cells a few. */
const STATE_TOLERANCE = 1e-5;
/** Of the norm of a word's gradient. */
const GRADIENT_TOLERANCE = 1e-3;

const MIXES = ['every length', 'nulls in the middle', 'all masked'];

type Numbers = ArrayLike<number> & Iterable<number>;

function close(found: Numbers, expected: Numbers, tolerance: number, what: string): void {
  equal(found.length, expected.length, `${what}: length`);
  const greatest = Math.max(...[...expected].map(Math.abs), 0);
  const error = Math.max(...[...expected].map((value, i) => Math.abs((found[i] ?? Number.NaN) - value)), 0);
  atMost(error, tolerance * greatest, `${what}, at most ${greatest}`);
}

export const insideChecks: Readonly<Record<string, () => Promise<void>>> = Object.fromEntries(
  CELLS.flatMap((cell) => [
    [
      `states along captions agree with the CPU: ${cell}`,
      () =>
        withBackend(async (backend) => {
          for (const mix of MIXES) {
            const { features, captions } = minibatch(mix);
            const [gpu, cpu] = [captioner(backend, cell), captioner(reference, cell)];
            cpu.setParams(gpu.params);
            const { gates: found, ...others } = await gpu.states(features, captions);
            const { gates, ...expected } = await cpu.states(features, captions);
            for (const [name, { data }] of Object.entries(expected)) {
              close(others[name as keyof typeof expected]?.data ?? [], data, STATE_TOLERANCE, `${mix}: ${name}`);
            }
            for (const [name, { data }] of Object.entries(gates ?? {})) {
              close(found?.[name as 'i']?.data ?? [], data, STATE_TOLERANCE, `${mix}: gate ${name}`);
            }
          }
        }),
    ],
    [
      `word saliency agrees with the CPU: ${cell}`,
      () =>
        withBackend(async (backend) => {
          for (const mix of MIXES) {
            const { features, captions } = minibatch(mix);
            const [gpu, cpu] = [captioner(backend, cell), captioner(reference, cell)];
            cpu.setParams(gpu.params);
            const found = await gpu.wordSaliency(features, captions);
            const expected = await cpu.wordSaliency(features, captions);
            close(found.logProbs.data, expected.logProbs.data, STATE_TOLERANCE, `${mix}: log-probabilities`);
            const { N, T, D } = sizes;
            for (let target = 0; target < N * T; target++) {
              const own = expected.gradients.data.subarray(target * D, (target + 1) * D);
              const error = Math.hypot(...own.map((value, d) => (found.gradients.data[target * D + d] ?? NaN) - value));
              atMost(error, GRADIENT_TOLERANCE * Math.hypot(...own), `${mix}: gradient of target ${target}`);
            }
          }
        }),
    ],
    [
      `saliency of a caption's words is one submit, and so are its states: ${cell}`,
      () =>
        withBackend(async (backend) => {
          const { D, T, V } = sizes;
          const model = captioner(backend, cell);
          const features = { shape: [1, D], data: new Float32Array(D).fill(1) };
          const captions = { shape: [1, T + 1], data: Int32Array.from({ length: T + 1 }, (_, t) => 1 + (t % (V - 1))) };
          for (const ask of [() => model.wordSaliency(features, captions), () => model.states(features, captions)]) {
            await ask();
            const counts = await counting(async () => void (await ask()));
            equal(counts.submit, 1, 'submits');
            equal(counts.createComputePipeline, 0, 'pipelines made');
          }
        }),
    ],
  ]),
);
