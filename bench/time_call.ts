import type { Case } from '../parity/case.ts';
import { inputsOf, numbersOf } from '../parity/inputs.ts';
import type { Backend, Buffer, Program } from '../src/ops/backend.ts';
import { fill } from '../src/ops/elementwise.ts';
import type { BuffersOf, Op } from '../src/ops/op.ts';
import { median, type Timing, timing } from './statistics.ts';

/** Calls in one submit at most, if nothing else is said. */
const MOST_CALLS = 1000;

async function milliseconds(program: Program): Promise<number> {
  const start = performance.now();
  await program.run();
  return performance.now() - start;
}

/** How long a submit takes that computes nothing: what every measurement has on top. */
export async function emptySubmit(backend: Backend): Promise<number> {
  const x = backend.create('nothing', 1);
  const recorder = backend.record('empty submit');
  recorder.call(fill, { Q: 1, value: 0 }, { x });
  const program = recorder.finish();
  const times: number[] = [];
  for (let run = 0; run < 6; run++) times.push(await milliseconds(program));
  program.destroy();
  backend.destroyBuffer(x);
  return median(times.slice(1));
}

/** How a call is timed. */
interface CallTiming {
  /** Milliseconds that a submit should take. */
  readonly target: number;
  readonly runs: number;
  /** Milliseconds of a submit that computes nothing. */
  readonly empty: number;
  readonly mostCalls?: number;
}

/**
 * Milliseconds of one call: the call is recorded so often that a submit takes about `target` ms, the time of an empty
 * submit is taken off and the rest divided. Pipelines are compiled and caches warm by then.
 */
export async function timeCall(
  backend: Backend,
  op: Op,
  one: Case,
  { target, runs, empty, mostCalls = MOST_CALLS }: CallTiming,
): Promise<Timing> {
  const buffers: Record<string, Buffer> = {};
  for (const { field, values } of inputsOf(op, one, 0)) {
    const buffer = backend.create(field.name, values.length, field.below === undefined ? 'float' : 'uint');
    backend.write(buffer, values);
    buffers[field.name] = buffer;
  }
  const record = (calls: number) => {
    const recorder = backend.record(`${op.name} × ${calls}`);
    for (let call = 0; call < calls; call++) {
      recorder.call(op, numbersOf(op, one.sizes), buffers as BuffersOf<Op, Buffer>, one.flags ?? []);
    }
    return recorder.finish();
  };
  const single = record(1);
  await single.run();
  const once = Math.min(await milliseconds(single), await milliseconds(single));
  single.destroy();
  const calls = Math.max(1, Math.min(mostCalls, Math.round(target / Math.max(once - empty, target / mostCalls))));
  const program = record(calls);
  await program.run();
  const times: number[] = [];
  for (let run = 0; run < runs; run++) times.push(Math.max(0, (await milliseconds(program)) - empty) / calls);
  program.destroy();
  for (const buffer of Object.values(buffers)) backend.destroyBuffer(buffer);
  return timing(times);
}
