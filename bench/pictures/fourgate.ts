import type { Backend } from '../../src/ops/backend.ts';
import { DeviceFilters } from '../../src/vision/device_filters.ts';
import { NetworkProgram } from '../../src/vision/network_program.ts';
import { imagesOfRun } from '../../src/vision/network_programs.ts';
import { INPUT_CHANNELS, planOf } from '../../src/vision/plan.ts';
import type { PicturePeer } from './look.ts';
import { classOf, type PictureProblem } from './problem.ts';

const BYTES = { float32: 4, float64: 8 };

/** Notes the bytes of the largest buffer that a backend makes. */
function watchLargest(backend: Backend): { readonly largest: number } {
  const seen = { largest: 0 };
  const { create, createParts } = backend;
  const note = (length: number) => {
    seen.largest = Math.max(seen.largest, length * BYTES[backend.precision]);
  };
  backend.create = (label, length, type) => {
    note(length);
    return create.call(backend, label, length, type);
  };
  backend.createParts = (label, lengths, type) => {
    const parts = createParts.call(backend, label, lengths, type);
    note(parts.whole.length);
    return parts;
  };
  return seen;
}

/** Pictures from `first` to before `after`, with a channel of zeros more, as networks take them. */
function inputOf({ side, picture }: PictureProblem, first: number, after: number): Float32Array {
  const pixels = side * side;
  const input = new Float32Array((after - first) * pixels * INPUT_CHANNELS);
  for (let i = first; i < after; i++) {
    const from = picture(i);
    const to = (i - first) * pixels * INPUT_CHANNELS;
    for (let m = 0; m < pixels; m++) {
      for (let c = 0; c < 3; c++) input[to + m * INPUT_CHANNELS + c] = from[3 * m + c] ?? 0;
    }
  }
  return input;
}

/** The gradient of the chosen class's score of each picture. */
function scoreGradients({ output }: PictureProblem, first: number, after: number): Float32Array {
  const dscores = new Float32Array((after - first) * output.channels);
  for (let i = first; i < after; i++) dscores[(i - first) * output.channels + classOf(i)] = 1;
  return dscores;
}

/** The networks of `loadNetwork` on a backend, run as `features` and `gradient` run them: large batches in several runs. */
export function fourgatePictures(name: string, open: () => Promise<Backend>): PicturePeer {
  return {
    name,
    async prepare(problem, count) {
      const backend = await open();
      const seen = watchLargest(backend);
      const { file, side, output, pass } = problem;
      const plan = planOf(file, side, side, 'pictures');
      const wanted = { outputs: [output.name], mean: true, gradient: pass === 'gradient', keepsInput: true };
      const images = Math.min(count, imagesOfRun(plan, wanted, backend));
      const program = new NetworkProgram(backend, new DeviceFilters(backend, file), plan, wanted, images);
      const runs = Array.from({ length: Math.ceil(count / images) }, (_, run) => {
        const [first, after] = [run * images, Math.min(count, (run + 1) * images)];
        return { n: after - first, input: inputOf(problem, first, after), d: scoreGradients(problem, first, after) };
      });
      const whole = pass === 'features' ? featuresOf : gradientOf;
      return {
        async whole() {
          const parts: ArrayLike<number>[] = [];
          for (const { n, input, d } of runs) parts.push(await whole(program, n, input, d));
          return joined(parts);
        },
        async resident() {
          await Promise.all(runs.map(({ n }) => program.again(n)));
        },
        get memory() {
          return { largest: seen.largest, all: backend.bytes };
        },
        async close() {
          backend.destroy();
        },
      };
    },
  };
}

async function featuresOf(program: NetworkProgram, n: number, input: Float32Array): Promise<ArrayLike<number>> {
  const [features = new Float32Array()] = await program.forward(input, n);
  return features;
}

async function gradientOf(program: NetworkProgram, n: number, input: Float32Array, d: Float32Array) {
  const [, dinput] = await Promise.all([program.forward(input, n), program.backward([d], n)]);
  return withoutZeros(dinput);
}

/** Of values of `INPUT_CHANNELS` channels the first three. A loop: `filter` takes 15 ms a picture. */
function withoutZeros(values: ArrayLike<number>): Float32Array {
  const pixels = values.length / INPUT_CHANNELS;
  const colours = new Float32Array(3 * pixels);
  for (let m = 0; m < pixels; m++) {
    for (let c = 0; c < 3; c++) colours[3 * m + c] = values[m * INPUT_CHANNELS + c] ?? 0;
  }
  return colours;
}

function joined(parts: readonly ArrayLike<number>[]): ArrayLike<number> {
  if (parts.length === 1) return parts[0] as ArrayLike<number>;
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
