import { DeviceError, ShapeError } from '../../src/errors.ts';
import { BufferUsage, MAP_MODE_READ, STAGE_COMPUTE } from '../../src/gpu/usage.ts';
import { fill } from '../../src/ops/elementwise.ts';
import { equal, fails } from './check.ts';
import { withBackend } from './shared_devices.ts';

export const memoryChecks = {
  'flags that Node has no globals for are those of the browser': async () => {
    for (const [name, value] of Object.entries(BufferUsage)) equal(value, Reflect.get(GPUBufferUsage, name), name);
    equal(MAP_MODE_READ, GPUMapMode.READ, 'map mode');
    equal(STAGE_COMPUTE, GPUShaderStage.COMPUTE, 'shader stage');
  },

  'a new buffer is all zero, and parts are views of the whole': () =>
    withBackend(async (backend) => {
      const { whole, parts, starts } = backend.createParts('parts', [3, 65, 0, 2]);
      equal([...(await backend.read(whole))], new Array(whole.length).fill(0), 'a new buffer');
      parts.forEach((part, i) => {
        backend.write(part, new Float32Array(part.length).fill(i + 1));
      });
      const values = await backend.read(whole);
      parts.forEach((part, i) => {
        const start = starts[i] ?? 0;
        equal((start * 4) % 256, 0, `alignment of part ${i}`);
        equal([...values.subarray(start, start + part.length)], new Array(part.length).fill(i + 1), `part ${i}`);
      });
      const [, second] = parts;
      if (!second) throw new Error('createParts gave no parts');
      const recorder = backend.record('fill a part');
      recorder.call(fill, { Q: 65, value: 9 }, { x: second });
      const [after] = await recorder.finish().run({}, [whole]);
      const changed = [...(after ?? [])].filter((value) => value === 9).length;
      equal(changed, 65, 'elements that filling a part changed');
      equal([...(await backend.read(second))], new Array(65).fill(9), 'the part');
    }),

  'writing begins at an element and may not go past the end': () =>
    withBackend(async (backend) => {
      const x = backend.create('x', 4);
      backend.write(x, Float64Array.of(0.1, 0.2), 1);
      equal([...(await backend.read(x))], [0, Math.fround(0.1), Math.fround(0.2), 0], 'x');
      await fails(
        () => backend.write(x, new Float32Array(4), 1),
        ShapeError,
        /write to x.*at most 4.*4 from element 1/,
      );
      await fails(() => backend.write(x, new Uint32Array(1)), ShapeError, /float values, found uint/);
    }),

  'a buffer larger than the device allows is refused with its limit': () =>
    withBackend(async (backend) => {
      const length = backend.maxBufferLength + 1;
      await fails(() => backend.create('huge', length), DeviceError, /huge.*at most \d+ bytes/);
      await fails(() => backend.create('odd', 1.5), ShapeError, /odd.*natural number/);
      equal(backend.bytes, 0, 'bytes');
    }),

  'a destroyed buffer gives its bytes back and cannot be used': () =>
    withBackend(async (backend) => {
      const kept = backend.create('kept', 10);
      const before = backend.bytes;
      const { whole, parts } = backend.createParts('parts', [100, 100]);
      const [part = whole] = parts;
      await fails(() => backend.destroyBuffer(part), DeviceError, /a part of one.*whole/);
      backend.destroyBuffer(whole);
      backend.destroyBuffer(whole);
      equal(backend.bytes, before, 'bytes');
      await fails(() => backend.read(part), DeviceError, /destroyed/);
      await fails(() => backend.write(whole, new Float32Array(1)), DeviceError, /destroyed/);
      equal((await backend.read(kept)).length, 10, 'the other buffer');
    }),
};
