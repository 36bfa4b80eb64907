import { ALONE } from '../../parity/update_cases.ts';
import { ShapeError } from '../../src/errors.ts';
import { affineForward } from '../../src/ops/affine_forward.ts';
import { columnSum } from '../../src/ops/column_sum.ts';
import { fill } from '../../src/ops/elementwise.ts';
import { sgd } from '../../src/ops/update_rules.ts';
import { equal, fails } from './check.ts';
import { withBackend } from './shared_devices.ts';

/** How often the methods of WebGPU were called while `work` ran. */
export async function counting(work: () => Promise<void>): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const undo: (() => void)[] = [];
  const watch = (owner: object, method: string) => {
    const original: unknown = Reflect.get(owner, method);
    if (typeof original !== 'function') throw new Error(`no method ${method}`);
    counts[method] = 0;
    Reflect.set(owner, method, function (this: unknown, ...args: unknown[]): unknown {
      // A submit of nothing is a nudge (src/gpu/nudge.ts): how many there are is a matter of time.
      const nudge = method === 'submit' && Array.isArray(args[0]) && args[0].length === 0;
      if (!nudge) counts[method] = (counts[method] ?? 0) + 1;
      return Reflect.apply(original, this, args);
    });
    undo.push(() => Reflect.set(owner, method, original));
  };
  for (const method of ['submit', 'writeBuffer']) watch(GPUQueue.prototype, method);
  for (const method of ['createBuffer', 'createBindGroup', 'createComputePipeline', 'createCommandEncoder']) {
    watch(GPUDevice.prototype, method);
  }
  watch(GPUBuffer.prototype, 'mapAsync');
  watch(GPUCommandEncoder.prototype, 'beginComputePass');
  watch(GPUComputePassEncoder.prototype, 'dispatchWorkgroups');
  try {
    await work();
  } finally {
    for (const restore of undo) restore();
  }
  return counts;
}

export const programChecks = {
  'sizes named at recording are given at each run': () =>
    withBackend(async (backend) => {
      const x = backend.create('x', 10);
      const recorder = backend.record('named');
      recorder.call(fill, { Q: 'count', value: 'wanted' }, { x });
      const program = recorder.finish();
      await program.run({ count: 7, wanted: 2.5 });
      const [values] = await program.run({ count: 3, wanted: -1 }, [x]);
      equal([...(values ?? [])], [-1, -1, -1, 2.5, 2.5, 2.5, 2.5, 0, 0, 0], 'x');
      await fails(() => program.run({ count: 3 }), ShapeError, /fill: size value.*'wanted'/);
      await fails(() => program.run({ count: -1, wanted: 0 }), ShapeError, /natural number/);
    }),

  'a call whose extent is 0 is skipped, and not counted': () =>
    withBackend(async (backend) => {
      const x = backend.create('x', 4);
      const y = backend.create('y', 4);
      const recorder = backend.record('skipping');
      recorder.call(fill, { Q: 'a', value: 1 }, { x });
      recorder.call(fill, { Q: 'b', value: 2 }, { x: y });
      recorder.call(columnSum, { M: 2, N: 'b' }, { x: y, sum: x });
      const program = recorder.finish();
      equal(program.dispatches({ a: 3, b: 0 }), 1, 'dispatches of a = 3, b = 0');
      equal(program.dispatches({ a: 3, b: 2 }), 3, 'dispatches of a = 3, b = 2');
      equal(program.flops({ a: 3, b: 2 }), 4, 'flops');
      const counts = await counting(async () => {
        await program.run({ a: 3, b: 0 });
      });
      equal(counts.dispatchWorkgroups, 1, 'dispatches made');
      equal([...(await backend.read(x))], [1, 1, 1, 0], 'x');
    }),

  'nothing runs when one size does not fit': () =>
    withBackend(async (backend) => {
      const x = backend.create('x', 4);
      const recorder = backend.record('too large');
      recorder.call(fill, { Q: 4, value: 1 }, { x });
      recorder.call(fill, { Q: 'count', value: 2 }, { x });
      const program = recorder.finish();
      await fails(() => program.run({ count: 5 }), ShapeError, /fill: x.*5 elements.*found 4/);
      equal([...(await backend.read(x))], [0, 0, 0, 0], 'x');
    }),

  'a run is one pass and one submit, one write where its sizes are others, and allocates nothing after the first': () =>
    withBackend(async (backend) => {
      const x = backend.create('x', 6);
      const y = backend.create('y', 2);
      const recorder = backend.record('steps');
      for (let step = 0; step < 20; step++) {
        recorder.call(fill, { Q: 'count', value: step }, { x });
        recorder.call(columnSum, { M: 3, N: 2 }, { x, sum: y }, ['accumulate']);
      }
      const program = recorder.finish();
      await program.run({ count: 6 }, [y]);
      const [allocations, bytes] = [backend.allocations, backend.bytes];
      const runs = 5;
      const counts = await counting(async () => {
        for (let run = 0; run < runs; run++) await program.run({ count: run < 3 ? 5 : 6 }, run % 2 ? [y] : []);
      });
      const wanted = { submit: runs, writeBuffer: 2, createBuffer: 0, createBindGroup: 0, createComputePipeline: 0 };
      equal(
        counts,
        { ...wanted, createCommandEncoder: runs, mapAsync: 2, beginComputePass: runs, dispatchWorkgroups: 40 * runs },
        'calls of WebGPU',
      );
      equal([backend.allocations, backend.bytes], [allocations, bytes], 'allocations and bytes');
    }),

  'each of several runs in flight reads its own numbers': () =>
    withBackend(async (backend) => {
      const x = backend.create('x', 3);
      const other = backend.create('other', 2, 'uint');
      backend.write(other, Uint32Array.of(4_000_000_000, 7));
      const recorder = backend.record('in flight');
      recorder.call(fill, { Q: 3, value: 'value' }, { x });
      const program = recorder.finish();
      const results = await Promise.all([1, 2, 3].map((value) => program.run({ value }, [x, other])));
      const found = results.map(([values, integers]) => [...(values ?? []), ...(integers ?? [])]);
      const wanted = [1, 2, 3].map((value) => [value, value, value, 4_000_000_000, 7]);
      equal(found, wanted, 'what the runs read');
      const { allocations } = backend;
      await Promise.all([4, 5, 6].map((value) => program.run({ value }, [x, other])));
      equal(backend.allocations, allocations, 'allocations once the ring is as long as the queue');
    }),

  'writes, runs and reads keep the order in which they were asked for': () =>
    withBackend(async (backend) => {
      const x = backend.create('x', 1);
      const sum = backend.create('sum', 1);
      const recorder = backend.record('order');
      recorder.call(columnSum, { M: 1, N: 1 }, { x, sum }, ['accumulate']);
      const program = recorder.finish();
      const reads: Promise<unknown>[] = [];
      for (const value of [1, 10, 100]) {
        backend.write(x, Float64Array.of(value));
        void program.run();
        reads.push(backend.read(sum).then(([total]) => total));
      }
      equal(await Promise.all(reads), [1, 11, 111], 'sums');
    }),

  'a buffer that a call writes may not share its memory': () =>
    withBackend(async (backend) => {
      const { whole, parts } = backend.createParts('parameters', [5, 5]);
      const [w, dw] = parts;
      if (!w || !dw) throw new Error('createParts gave no parts');
      const halted = backend.create('halted', 1, 'uint');
      const recorder = backend.record('clash');
      const sizes = { ...ALONE, Q: 5, rate: 1 };
      await fails(
        () => recorder.call(sgd, sizes, { dw, halted, w }),
        ShapeError,
        /sgd: dw.*cut from the same buffer as w/,
      );
      await fails(() => recorder.call(sgd, sizes, { dw: whole, halted, w }), ShapeError, /same buffer/);
      recorder.call(sgd, sizes, { dw: backend.create('dw', 5), halted, w });
      await recorder.finish().run();
    }),

  'a run that is awaited comes back, however rarely the browser looks at the device': () =>
    withBackend(async (backend) => {
      const x = backend.create('x', 4);
      const recorder = backend.record('short');
      recorder.call(fill, { Q: 4, value: 1 }, { x });
      const program = recorder.finish();
      await program.run({}, [x]);
      // How soon is a matter of its nudges, which a test of their own counts, and of the machine.
      for (let run = 0; run < 9; run++) {
        const outputs = await program.run({}, run % 2 ? [x] : []);
        equal(outputs, run % 2 ? [Float32Array.of(1, 1, 1, 1)] : [], `what run ${run} gives`);
      }
    }),

  'the same numbers give the same bits': () =>
    withBackend(async (backend) => {
      const x = backend.create('x', 999 * 7);
      const sum = backend.create('sum', 7);
      backend.write(
        x,
        Float32Array.from({ length: 999 * 7 }, (_, i) => Math.sin(i * i)),
      );
      const recorder = backend.record('deterministic');
      recorder.call(columnSum, { M: 999, N: 7 }, { x, sum });
      const program = recorder.finish();
      const [first] = await program.run({}, [sum]);
      for (let run = 0; run < 3; run++) equal(await program.run({}, [sum]), [first], 'sums');
    }),

  'rows of tiles that one dimension of workgroups cannot hold are spilled': () =>
    withBackend(async (backend) => {
      // 65,536 rows of tiles of the plain product and of tile_32, which have 32 rows each.
      const M = 2 ** 21 + 3;
      const x = backend.create('x', M);
      const w = backend.create('w', 1);
      const y = backend.create('y', M);
      const values = Float32Array.from({ length: M }, (_, i) => i % 97);
      backend.write(x, values);
      backend.write(w, Float32Array.of(3));
      for (const variant of ['plain', 'tile_32']) {
        backend.variants.choose({ affine_forward: variant });
        const recorder = backend.record('spilled');
        recorder.call(affineForward, { M, K: 1, N: 1 }, { x, w, y });
        const [products] = await recorder.finish().run({}, [y]);
        const wrong = values.findIndex((value, i) => products?.[i] !== 3 * value);
        equal(wrong, -1, `the first wrong row with ${variant}`);
      }
    }),
};
