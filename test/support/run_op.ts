import { CpuBackend } from '../../src/cpu/backend.ts';
import type { Buffer, Size, Values } from '../../src/ops/backend.ts';
import type { BuffersOf, FlagsOf, Op, SizesOf } from '../../src/ops/op.ts';

/** Runs one call on the CPU in float64 and returns all its arrays as they are afterwards. */
export async function runOp<O extends Op>(
  op: O,
  sizes: SizesOf<O, Size>,
  arrays: BuffersOf<O, Values>,
  flags: FlagsOf<O> = [],
): Promise<Record<string, Values>> {
  const backend = new CpuBackend({ precision: 'float64' });
  const buffers: Record<string, Buffer> = {};
  for (const [name, values] of Object.entries<Values | undefined>(arrays)) {
    if (!values) continue;
    buffers[name] = backend.create(name, values.length, values instanceof Uint32Array ? 'uint' : 'float');
    backend.write(buffers[name], values);
  }
  const recorder = backend.record(op.name);
  recorder.call(op, sizes, buffers as BuffersOf<O, Buffer>, flags);
  const results = await recorder.finish().run({}, Object.values(buffers));
  return Object.fromEntries(Object.keys(buffers).map((name, i) => [name, results[i] ?? new Float64Array()]));
}
