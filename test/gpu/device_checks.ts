import { DeviceError } from '../../src/errors.ts';
import { WebGpuBackend } from '../../src/gpu/backend.ts';
import { Device } from '../../src/gpu/device.ts';
import type { Kernel } from '../../src/gpu/kernel.ts';
import { Pipelines } from '../../src/gpu/pipelines.ts';
import { affineForward } from '../../src/ops/affine_forward.ts';
import { fill } from '../../src/ops/elementwise.ts';
import { equal, fails } from './check.ts';
import { withBackend, withOwnDevice } from './shared_devices.ts';
import { replaced, withVariant } from './variant.ts';

async function rawDevice(): Promise<GPUDevice> {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error('no adapter');
  return adapter.requestDevice();
}

function fillOnce(backend: WebGpuBackend) {
  const x = backend.create('x', 3);
  const recorder = backend.record('fill');
  recorder.call(fill, { Q: 3, value: 1 }, { x });
  return { x, program: recorder.finish() };
}

const broken: Kernel<typeof fill> = {
  op: fill,
  source: `struct Dims { Q: u32, value: f32 }
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@compute @workgroup_size(1) fn main() { x[0] = dims.valve; }`,
  workgroups: () => [1, 1, 1],
};

export const deviceChecks = {
  'a lost device says why, and every later run and read is a DeviceError': async () => {
    const device = await rawDevice();
    const backend = await WebGpuBackend.open(device);
    const { x, program } = fillOnce(backend);
    await program.run();
    const underWay = program.run({}, [x]).then(
      () => undefined,
      (error: unknown) => error,
    );
    device.destroy();
    if (!/destroyed/.test(await backend.lost)) throw new Error(`the reason of the loss is ${await backend.lost}`);
    const outcome = await underWay;
    // Work that was submitted before may still come through; if it does not, it must say so.
    if (outcome !== undefined && !(outcome instanceof DeviceError)) throw new Error(`found ${outcome}`);
    await fails(() => program.run(), DeviceError, /WebGPU device/);
    await fails(() => program.run({}, [x]), DeviceError, /WebGPU device/);
    await fails(() => backend.read(x), DeviceError, /WebGPU device/);
  },

  'a fault of the device that nobody waits for surfaces at the next read': async () => {
    const device = await rawDevice();
    const backend = await WebGpuBackend.open(device);
    const { x } = fillOnce(backend);
    device.createBuffer({ size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE });
    await fails(() => backend.read(x), DeviceError, /WebGPU device: expected no fault/);
    device.destroy();
  },

  'a kernel that does not compile is shown with its line': async () => {
    const device = await Device.open();
    const compiled = new Pipelines(device).get(broken, { x: { type: 'float' } }, [], {});
    await compiled.checked;
    await fails(async () => device.check(), DeviceError, /shaders\/fill\.wgsl.*dims\.valve/);
    device.close();
  },

  'a run with a kernel that does not compile says why, and not what follows from it': () =>
    withOwnDevice((backend) =>
      withVariant('faulty', replaced('var block_0 = mat4x4f()', 'var block_0 = mat4x4g()'), async () => {
        backend.variants.choose({ affine_forward: 'faulty' });
        const [x, w, y] = [backend.create('x', 4), backend.create('w', 4), backend.create('y', 4)];
        const recorder = backend.record('faulty');
        recorder.call(affineForward, { M: 2, K: 2, N: 2 }, { x, w, y });
        const program = recorder.finish();
        const wanted = /shaders\/affine_forward\.wgsl.*mat4x4g.* at \d+:\d+ “var block_0 = mat4x4g\(\)/;
        await fails(() => program.run({}, [y]), DeviceError, wanted);
        await fails(() => program.run(), DeviceError, wanted);
        await fails(() => backend.read(y), DeviceError, wanted);
      }),
    ),

  'all backends on a device listen to it once, and none when all are destroyed': async () => {
    const device = await rawDevice();
    let listening = 0;
    const watch = (method: 'addEventListener' | 'removeEventListener', by: number) => {
      const original = device[method].bind(device) as (...args: unknown[]) => void;
      Object.defineProperty(device, method, {
        value: (...args: unknown[]) => {
          listening += by;
          original(...args);
        },
      });
    };
    watch('addEventListener', 1);
    watch('removeEventListener', -1);
    const backends = [await WebGpuBackend.open(device), await WebGpuBackend.open(device)];
    equal(listening, 1, 'listeners of two backends');
    const [first, second] = backends.map(fillOnce);
    backends[0]?.destroy();
    await fails(async () => first?.program.run(), DeviceError, /one that was destroyed/);
    await second?.program.run();
    backends[1]?.destroy();
    equal(listening, 0, 'listeners of none');
    device.destroy();
  },

  'a device that was handed in outlives its backend': async () => {
    const device = await rawDevice();
    const first = await WebGpuBackend.open(device);
    await fillOnce(first).program.run();
    first.destroy();
    const second = await WebGpuBackend.open(device);
    const { x, program } = fillOnce(second);
    const [values] = await program.run({}, [x]);
    equal([...(values ?? [])], [1, 1, 1], 'x');
    device.destroy();
  },

  'the adapter has a name for people': () =>
    withBackend(async ({ adapter }) => {
      if (adapter.name.trim() === '') throw new Error('the adapter has no name');
    }),

  'without WebGPU the error says what to do': async () => {
    // Of browsers the prototype has it, in Node the object itself.
    const owner = Object.hasOwn(navigator, 'gpu') ? navigator : Navigator.prototype;
    const descriptor = Object.getOwnPropertyDescriptor(owner, 'gpu');
    if (!descriptor) throw new Error('no navigator.gpu');
    const remedy = globalThis.process
      ? /navigator\.gpu.*Node has none.*CPU backend/
      : /navigator\.gpu.*Chrome.*CPU backend/;
    try {
      Object.defineProperty(owner, 'gpu', { configurable: true, get: () => undefined });
      await fails(() => WebGpuBackend.open(), DeviceError, remedy);
      const none = { requestAdapter: async () => null };
      Object.defineProperty(owner, 'gpu', { configurable: true, get: () => none });
      await fails(() => WebGpuBackend.open(), DeviceError, /an adapter, found none.*CPU backend/);
    } finally {
      Object.defineProperty(owner, 'gpu', descriptor);
    }
  },
};
