import { afterEach, describe, expect, test, vi } from 'vitest';
import { DeviceError, ShapeError } from '../../src/errors.ts';
import { WebGpuBackend } from '../../src/gpu/backend.ts';
import { kernels } from '../../src/gpu/kernels/every_kernel.ts';
import { GPU_LIMITS } from '../../src/gpu/submit_length.ts';
import * as checks from '../../src/ops/checks.ts';
import { columnSum } from '../../src/ops/column_sum.ts';
import { fill } from '../../src/ops/elementwise.ts';
import { FakeDevice } from './fake_device.ts';

afterEach(() => vi.restoreAllMocks());

/**
 * A program of three calls on a device that takes down what it is asked to do: x[0 … a) = value, x[0 … 5) = 1 and
 * sum = Σ of b rows of y from row f on, with the work counted that goes into getting them ready.
 */
async function setUp() {
  const fake = new FakeDevice();
  const backend = await WebGpuBackend.open(fake.device);
  const [x, y, sum] = [backend.create('x', 1000), backend.create('y', 600), backend.create('sum', 6)];
  const workgroups = [vi.spyOn(kernels.fill, 'workgroups'), vi.spyOn(kernels.column_sum, 'workgroups')];
  const checkLength = vi.spyOn(checks, 'checkLength');
  const recorder = backend.record('three calls');
  recorder.call(fill, { Q: 'a', value: 'value' }, { x });
  recorder.call(fill, { Q: 5, value: 1 }, { x });
  recorder.call(columnSum, { M: 'b', N: 6, first: 'f' }, { x: y, sum });
  const program = recorder.finish();
  const calls: { dims: (number | undefined)[]; groups: readonly number[] }[] = [];
  const { submit, writeBuffer } = fake.queue;
  let arenas = 0;
  let arena: DataView | undefined;
  fake.queue.writeBuffer = (buffer, offset, data) => {
    arenas += 1;
    const written = writeBuffer(buffer, offset, data);
    if (data instanceof ArrayBuffer) arena = new DataView(data.slice(0));
    return written;
  };
  fake.queue.submit = (commands) => {
    for (const { offset, groups } of fake.dispatched.slice(fake.submitted)) {
      const [first, second, third] = [0, 4, 8].map((at) => arena?.getUint32(offset + at, true));
      const isSum = offset === 512;
      calls.push({ dims: isSum ? [first, second, third] : [first, arena?.getFloat32(offset + 4, true)], groups });
    }
    submit(commands);
  };
  const work = () => ({
    workgroups: workgroups.reduce((total, { mock }) => total + mock.calls.length, 0),
    lengths: checkLength.mock.calls.length,
    arenas,
  });
  /** What the dispatches since the last time found in their slots of the arena: dims, offsets and scalars. */
  const found = () => calls.splice(0);
  return { fake, program, work, found };
}

const sizes = { a: 1000, value: 2.5, b: 100, f: 0 };
const expected = [
  { dims: [1000, 2.5], groups: [16, 1, 1] },
  { dims: [5, 1], groups: [1, 1, 1] },
  { dims: [100, 6, 0], groups: [1, 1, 1] },
];

describe('a run with the sizes of the previous one', () => {
  test('computes nothing, writes nothing, and dispatches the same', async () => {
    const { program, work, found } = await setUp();
    await program.run(sizes);
    expect(found()).toEqual(expected);
    const before = work();
    expect(before).toMatchObject({ workgroups: 3, arenas: 1 });
    for (let run = 0; run < 3; run++) {
      await program.run({ ...sizes });
      expect(found()).toEqual(expected);
    }
    expect(work()).toEqual(before);
  });
});

describe('a run with other sizes', () => {
  test('prepares again only the calls that name them', async () => {
    const { program, work, found } = await setUp();
    await program.run(sizes);
    found();
    const before = work();
    await program.run({ ...sizes, a: 64 });
    expect(work()).toEqual({ ...before, workgroups: 4, lengths: before.lengths + 1, arenas: 2 });
    expect(found()).toEqual([{ dims: [64, 2.5], groups: [1, 1, 1] }, ...expected.slice(1)]);
    await program.run(sizes);
    expect(found()).toEqual(expected);
  });

  test('writes its offsets and scalars to the arena', async () => {
    const { program, work, found } = await setUp();
    await program.run(sizes);
    await program.run({ ...sizes, b: 90, f: 3 });
    await program.run({ ...sizes, value: 7 });
    expect(work().arenas).toBe(3);
    const dims = found().map((call) => call.dims);
    expect([dims[3], dims[5]]).toEqual([
      [1000, 2.5],
      [90, 6, 3],
    ]);
    expect([dims[6], dims[8]]).toEqual([
      [1000, 7],
      [100, 6, 0],
    ]);
  });

  test('distinguishes −0 from 0', async () => {
    const { program, found } = await setUp();
    await program.run({ ...sizes, value: 0 });
    await program.run({ ...sizes, value: -0 });
    expect(found()[3]?.dims).toEqual([1000, -0]);
  });

  test('omits a call that has become empty, and includes it again afterwards', async () => {
    const { program, found } = await setUp();
    await program.run(sizes);
    await program.run({ ...sizes, a: 0 });
    await program.run(sizes);
    const [, , , ...later] = found();
    expect(later).toEqual([...expected.slice(1), ...expected]);
  });

  test('is counted with its own dispatches and operations', async () => {
    const { program } = await setUp();
    expect([program.dispatches(sizes), program.flops(sizes)]).toEqual([3, 600]);
    expect([program.dispatches({ ...sizes, a: 0 }), program.flops({ ...sizes, a: 0 })]).toEqual([2, 600]);
    expect([program.dispatches({ ...sizes, b: 7 }), program.flops({ ...sizes, b: 7 })]).toEqual([3, 42]);
  });

  test('is divided into submits by its own operations', async () => {
    const fake = new FakeDevice();
    // A run of three calls is cut in two once the device has been seen to take as long twice.
    const backend = await WebGpuBackend.open(fake.device, { ...GPU_LIMITS, long: 1, piece: 150 }, () => {
      return fake.dispatches * 100;
    });
    const [y, sum] = [backend.create('y', 200), backend.create('sum', 1)];
    const recorder = backend.record('sums');
    for (const M of ['a', 'b', 'c']) recorder.call(columnSum, { M, N: 1 }, { x: y, sum });
    const program = recorder.finish();
    const equal = { a: 100, b: 100, c: 100 };
    for (const one of [equal, equal, equal, { a: 150, b: 75, c: 75 }, equal]) await program.run(one);
    expect(fake.submits).toEqual([3, 3, 2, 1, 1, 2, 2, 1]);
  });
});

test('every dispatch has the pipeline of its kernel, in every pass', async () => {
  const { fake, program } = await setUp();
  for (const a of [8, 8, 0]) await program.run({ ...sizes, a });
  const [fills, sums] = [fake.dispatched[0]?.pipeline, fake.dispatched[2]?.pipeline];
  expect(fills).not.toBe(sums);
  const names = fake.dispatched.map(({ pipeline }) =>
    pipeline === fills ? 'fill' : pipeline === sums ? 'sum' : 'none',
  );
  expect(names.join(' ')).toBe('fill fill sum fill fill sum fill sum');
});

describe('refused sizes', () => {
  test.each([
    ['too many rows', { b: 101 }, /column_sum: x: expected at least 606 elements for shape \(\*, 6\), found 600 \(y\)/],
    ['an offset too far', { f: 1 }, /column_sum: x: expected at least 606 elements/],
    ['too many elements', { a: 1001 }, /fill: x: expected at least 1001 elements/],
    ['a fraction', { b: 1.5 }, /column_sum: size M: expected a natural number, found 1\.5/],
    ['a negative offset', { f: -1 }, /column_sum: size first: expected a natural number, found -1/],
    ['no number', { b: Number.NaN }, /column_sum: size M: expected a natural number, found NaN/],
  ])('%s: every time, and without a trace', async (_, wrong, message) => {
    const { fake, program, work, found } = await setUp();
    await program.run(sizes);
    found();
    for (let time = 0; time < 2; time++) {
      const running = program.run({ ...sizes, value: 9, ...wrong });
      await expect(running).rejects.toThrow(ShapeError);
      await expect(running).rejects.toThrow(message);
    }
    expect(fake.submits).toEqual([3]);
    expect(work().arenas).toBe(1);
    await program.run(sizes);
    expect(found()).toEqual(expected);
  });

  test.each(['a', 'b', 'f'])('no number for %s at the first run', async (name) => {
    const { program } = await setUp();
    for (let time = 0; time < 2; time++) {
      await expect(program.run({ ...sizes, [name]: Number.NaN })).rejects.toThrow(/a natural number, found NaN/);
    }
    await program.run(sizes);
  });

  test('sizes that a run omits, although the previous run gave them', async () => {
    const { program } = await setUp();
    await program.run(sizes);
    const { value: _, ...rest } = sizes;
    await expect(program.run(rest)).rejects.toThrow(/fill: size value: expected a number for 'value', found none/);
  });

  test('sizes that require too many workgroups', async () => {
    const { program, found } = await setUp();
    await program.run(sizes);
    vi.mocked(kernels.column_sum.workgroups).mockReturnValueOnce([1, 65_536, 1]);
    await expect(program.run({ ...sizes, b: 99 })).rejects.toThrow(/column_sum: .*65535 workgroups.*1 × 65536 × 1/);
    found();
    await program.run(sizes);
    expect(found()).toEqual(expected);
  });
});

test('an arena that could not be written is written by the next run', async () => {
  const { fake, program, work, found } = await setUp();
  fake.throwing.add('writeBuffer');
  await expect(program.run(sizes)).rejects.toThrow(DeviceError);
  fake.throwing.clear();
  await program.run(sizes);
  expect(work().arenas).toBe(2);
  expect(found()).toEqual(expected);
});
