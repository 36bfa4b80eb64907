import { beforeEach, describe, expect, test } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { DeviceError, OptionError, ShapeError } from '../../src/errors.ts';
import { roundToHalf } from '../../src/half.ts';
import type { Buffer } from '../../src/ops/backend.ts';
import { ops } from '../../src/ops/every_op.ts';

let backend: CpuBackend;
beforeEach(() => {
  backend = new CpuBackend({ precision: 'float64' });
});

const floats = (label: string, ...values: number[]): Buffer => {
  const buffer = backend.create(label, values.length);
  backend.write(buffer, Float64Array.from(values));
  return buffer;
};

const indices = (label: string, ...values: number[]): Buffer => {
  const buffer = backend.create(label, values.length, 'uint');
  backend.write(buffer, Uint32Array.from(values));
  return buffer;
};

describe('memory', () => {
  test('counts the bytes of live buffers', () => {
    const a = backend.create('a', 10);
    const b = backend.create('b', 5, 'uint');
    expect(backend.bytes).toBe(10 * 8 + 5 * 4);
    backend.destroyBuffer(a);
    backend.destroyBuffer(a);
    expect(backend.bytes).toBe(20);
    expect(new CpuBackend().create('c', 3).length).toBe(3);
    backend.destroy();
    expect(backend.bytes).toBe(0);
    expect(() => backend.write(b, Uint32Array.of(1))).toThrow(DeviceError);
  });

  test('keeps numbers in its precision', async () => {
    const single = new CpuBackend();
    expect(single.precision).toBe('float32');
    const buffer = single.create('a', 1);
    single.write(buffer, Float64Array.of(0.1));
    expect(await single.read(buffer)).toEqual(Float32Array.of(0.1));
    expect(await backend.read(floats('a', 0.1))).toEqual(Float64Array.of(0.1));
  });

  test('rounds halves when the host or a call writes them', async () => {
    const half = backend.create('y', 3, 'half');
    backend.write(half, Float64Array.of(0.1, 2049, 1));
    expect(await backend.read(half)).toEqual(Float64Array.of(roundToHalf(0.1), 2048, 1));
    const recorder = backend.record('convert');
    recorder.call(ops.convert, { Q: 2 }, { x: floats('x', 1 / 3, 70_000), y: half });
    const [values] = await recorder.finish().run({}, [half]);
    expect(values).toEqual(Float64Array.of(roundToHalf(1 / 3), Infinity, 1));
    const wrong = () => backend.record('misuse').call(ops.sigmoid, { Q: 3 }, { x: half, y: floats('y', 0, 0, 0) });
    expect(wrong).toThrow(/expected float values, found half/);
  });

  test('parts begin at multiples of 64, share the memory of the whole, and are freed with it', async () => {
    const { whole, parts, starts } = backend.createParts('p', [3, 70, 1]);
    expect(starts).toEqual([0, 64, 192]);
    expect(parts.map(({ length }) => length)).toEqual([3, 70, 1]);
    expect(whole.length).toBe(256);
    const [, second] = parts;
    if (!second) throw new Error('no second part');
    backend.write(second, Float64Array.of(1, 2), 68);
    expect((await backend.read(whole)).subarray(131, 135)).toEqual(Float64Array.of(0, 1, 2, 0));
    expect(() => backend.destroyBuffer(second)).toThrow(/whole buffer/);
    backend.destroyBuffer(whole);
    await expect(backend.read(second)).rejects.toThrow(DeviceError);
  });

  test('what read returns is a copy', async () => {
    const a = floats('a', 1, 2);
    (await backend.read(a)).fill(9);
    expect(await backend.read(a)).toEqual(Float64Array.of(1, 2));
  });

  test('refuses data of the wrong size', () => {
    const a = backend.create('a', 2);
    expect(() => backend.write(a, new Float64Array(3))).toThrow(/write to a: expected at most 2 elements, found 3/);
    expect(() => backend.write(a, new Float64Array(2), 1)).toThrow(ShapeError);
    expect(() => backend.write(a, Uint32Array.of(1))).toThrow(/expected float values, found uint/);
    expect(() => backend.create('b', -1)).toThrow(ShapeError);
    expect(() => backend.create('b', 1.5)).toThrow(ShapeError);
    expect(() => backend.create('b', 2 ** 50)).toThrow(DeviceError);
    expect(() => backend.write(new CpuBackend().create('other', 2), new Float64Array(2))).toThrow(DeviceError);
  });

  test('refuses unknown options', () => {
    const misspelt = { precison: 'float64' } as object;
    expect(() => new CpuBackend(misspelt)).toThrow(/precison/);
    expect(() => new CpuBackend({ precision: 'float16' as 'float32' })).toThrow(OptionError);
  });
});

describe('programs', () => {
  test('run their calls in order, repeatedly, on the current contents of the buffers', async () => {
    const [x, y, z] = [floats('x', 1, 2), floats('y', 0, 0), floats('z', 0)];
    const recorder = backend.record('p');
    recorder.call(ops.tanh, { Q: 2 }, { x, y });
    recorder.call(ops.column_sum, { M: 2, N: 1 }, { x: y, sum: z });
    const program = recorder.finish();
    const [first] = await program.run({}, [z]);
    backend.write(x, Float64Array.of(0, 0));
    const [second, input] = await program.run({}, [z, x]);
    expect(first?.[0]).toBeCloseTo(Math.tanh(1) + Math.tanh(2), 14);
    expect(second).toEqual(Float64Array.of(0));
    expect(input).toEqual(Float64Array.of(0, 0));
  });

  test('take named sizes at every run, and count and skip empty calls', async () => {
    const [x, y] = [floats('x', 1, 2, 3), floats('y', 9, 9, 9)];
    const recorder = backend.record('p');
    recorder.call(ops.affine_forward, { M: 'rows', K: 1, N: 1, y_first: 'at' }, { x, w: floats('w', 2), y });
    const program = recorder.finish();
    expect((await program.run({ rows: 2, at: 1 }, [y]))[0]).toEqual(Float64Array.of(9, 2, 4));
    expect((await program.run({ rows: 0, at: 1 }, [y]))[0]).toEqual(Float64Array.of(9, 2, 4));
    expect(program.dispatches({ rows: 2, at: 1 })).toBe(1);
    expect(program.dispatches({ rows: 0, at: 1 })).toBe(0);
    expect(program.flops({ rows: 3, at: 0 })).toBe(6);
    expect(program.flops({ rows: 0, at: 0 })).toBe(0);
  });

  test('check sizes before anything runs', async () => {
    const [x, y] = [floats('x', 1, 2), floats('y', 9, 9)];
    const recorder = backend.record('p');
    recorder.call(ops.fill, { Q: 2, value: 5 }, { x: y });
    recorder.call(ops.sigmoid, { Q: 'count' }, { x, y });
    const program = recorder.finish();
    await expect(program.run({ count: 3 })).rejects.toThrow(/sigmoid: x: expected at least 3 elements.*found 2 \(x\)/);
    await expect(program.run({})).rejects.toThrow(/sigmoid: size Q: expected a number for 'count', found none/);
    await expect(program.run({ count: 1.5 })).rejects.toThrow(/natural number, found 1.5/);
    await expect(program.run({ count: -1 })).rejects.toThrow(ShapeError);
    expect(await backend.read(y)).toEqual(Float64Array.of(9, 9));
  });

  test('refuse a call with mismatched buffers when it is recorded', () => {
    const recorder = backend.record('p');
    const [x, words] = [floats('x', 1, 2), indices('words', 0)];
    expect(() => recorder.call(ops.sigmoid, { Q: 3 }, { x, y: x })).toThrow(/sigmoid: x: expected at least 3/);
    expect(() => recorder.call(ops.sigmoid, { Q: 1 }, { x, y: words })).toThrow(/sigmoid: y: expected float values/);
    const missing = { x } as unknown as { x: Buffer; y: Buffer };
    expect(() => recorder.call(ops.sigmoid, { Q: 1 }, missing)).toThrow(/sigmoid: y: expected a buffer, found none/);
    expect(() => recorder.call({ ...ops.sigmoid, name: 'toString' }, { Q: 1 }, { x, y: x })).toThrow(ShapeError);
  });

  test('count the rows that offsets reach', () => {
    const recorder = backend.record('p');
    const buffers = { x: floats('x', 1, 2, 3), w: floats('w', 1), y: floats('y', 0, 0, 0) };
    expect(() => recorder.call(ops.affine_forward, { M: 2, K: 1, N: 1, x_first: 2 }, buffers)).toThrow(
      /affine_forward: x: expected at least 4/,
    );
    const rows = indices('rows', 2, 2);
    expect(() =>
      recorder.call(ops.affine_forward, { M: 2, K: 1, N: 1, x_first: 2 }, { ...buffers, rows }),
    ).not.toThrow();
  });

  test('refuse an index beyond its table, but only where it is used', async () => {
    const table = floats('table', 1, 2, 3);
    const x = floats('x', 0, 0);
    const words = indices('words', 2, 3);
    const recorder = backend.record('p');
    recorder.call(ops.word_embedding_forward, { M: 'M', W: 1 }, { words, w_embed: table, x });
    const program = recorder.finish();
    expect((await program.run({ M: 1 }, [x]))[0]).toEqual(Float64Array.of(3, 0));
    await expect(program.run({ M: 2 })).rejects.toThrow(
      /word_embedding_forward: words\[1\]: expected less than 3, found 3/,
    );
  });

  test('cannot be run once destroyed; their buffers stay', async () => {
    const [x, y] = [floats('x', 1), floats('y', 1)];
    const recorder = backend.record('p');
    recorder.call(ops.tanh, { Q: 1 }, { x, y });
    const program = recorder.finish();
    program.destroy();
    await expect(program.run()).rejects.toThrow(DeviceError);
    expect(await backend.read(x)).toEqual(Float64Array.of(1));
  });

  test('refuse destroyed buffers', async () => {
    const [x, y] = [floats('x', 1), floats('y', 1)];
    const recorder = backend.record('p');
    recorder.call(ops.tanh, { Q: 1 }, { x, y });
    const program = recorder.finish();
    backend.destroyBuffer(x);
    await expect(program.run()).rejects.toThrow(DeviceError);
    expect(() => backend.record('q').call(ops.tanh, { Q: 1 }, { x, y })).toThrow(DeviceError);
  });
});
