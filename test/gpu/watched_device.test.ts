import { afterEach, describe, expect, it, vi } from 'vitest';
import { DeviceError } from '../../src/errors.ts';
import { WebGpuBackend } from '../../src/gpu/backend.ts';
import { fingerprint } from '../../src/gpu/tuning/fingerprint.ts';
import { openBackend } from '../../src/open_backend.ts';
import { fill } from '../../src/ops/elementwise.ts';
import { type Call, FakeDevice } from './fake_device.ts';

function filled(backend: WebGpuBackend) {
  const x = backend.create('x', 3);
  const recorder = backend.record('a program');
  recorder.call(fill, { Q: 3, value: 1 }, { x });
  return { x, program: recorder.finish() };
}

describe('listeners for device errors', () => {
  it('are shared by all backends on it, and removed with the last of them', async () => {
    const fake = new FakeDevice();
    const backends: WebGpuBackend[] = [];
    for (let i = 0; i < 15; i++) backends.push(await WebGpuBackend.open(fake.device));
    expect(fake.listeners).toEqual({ uncapturederror: 1 });
    for (const backend of backends.slice(1)) backend.destroy();
    expect(fake.listeners).toEqual({ uncapturederror: 1 });
    backends[0]?.destroy();
    backends[0]?.destroy();
    expect(fake.listeners).toEqual({ uncapturederror: 0 });
    const later = await WebGpuBackend.open(fake.device);
    expect(fake.listeners).toEqual({ uncapturederror: 1 });
    later.destroy();
  });

  it('notify every open backend', async () => {
    const fake = new FakeDevice();
    const [first, second] = [await WebGpuBackend.open(fake.device), await WebGpuBackend.open(fake.device)];
    const [a, b] = [filled(first), filled(second)];
    await a.program.run();
    fake.uncaptured('no room', 'GPUOutOfMemoryError');
    for (const { program } of [a, b]) {
      await expect(program.run()).rejects.toThrow(/WebGPU device: expected enough memory, found no room/);
    }
  });

  it('report a loss, to later listeners too', async () => {
    const fake = new FakeDevice();
    const early = await WebGpuBackend.open(fake.device);
    const { program } = filled(early);
    fake.destroy();
    expect(await early.lost).toContain('destroyed');
    await expect(program.run()).rejects.toThrow(/a working device, found it lost/);
    const late = filled(await WebGpuBackend.open(fake.device));
    await expect(late.program.run()).rejects.toThrow(/a working device, found it lost/);
  });
});

describe('a destroyed backend', () => {
  it('neither runs nor reads, although its device continues', async () => {
    const fake = new FakeDevice();
    const backend = await WebGpuBackend.open(fake.device);
    const { program } = filled(backend);
    backend.destroy();
    await expect(program.run()).rejects.toThrow(DeviceError);
    await expect(program.run()).rejects.toThrow(/one that is open, found one that was destroyed/);
    const other = filled(await WebGpuBackend.open(fake.device));
    expect(await other.program.run()).toEqual([]);
  });
});

describe('kernels', () => {
  it('are compiled once for all backends on a device, and again for another', async () => {
    const made: number[] = [];
    for (const fake of [new FakeDevice(), new FakeDevice()]) {
      const compile = vi.spyOn(fake, 'createComputePipeline');
      const first = await WebGpuBackend.open(fake.device);
      await filled(first).program.run();
      first.destroy();
      await filled(await WebGpuBackend.open(fake.device)).program.run();
      made.push(compile.mock.calls.length);
    }
    expect(made).toEqual([1, 1]);
  });
});

describe('a kernel that does not compile', () => {
  it('is reported with its line, although running it fails earlier', async () => {
    const fake = new FakeDevice();
    const backend = await WebGpuBackend.open(fake.device);
    fake.complaint = { message: "unresolved value 'valve'", lineNum: 1, linePos: 7 };
    const { x, program } = filled(backend);
    const running = program.run({}, [x]);
    await expect(running).rejects.toThrow(DeviceError);
    await expect(running).rejects.toThrow(/shaders\/fill\.wgsl: .*unresolved value 'valve' at 1:7 “.+”/);
    await expect(program.run()).rejects.toThrow(/valve/);
  });

  it('is reported to every backend on the device, although it is compiled once', async () => {
    const fake = new FakeDevice();
    fake.complaint = { message: "unresolved value 'valve'", lineNum: 1, linePos: 7 };
    const made = vi.spyOn(fake, 'createComputePipeline');
    for (let i = 0; i < 2; i++) {
      const { x, program } = filled(await WebGpuBackend.open(fake.device));
      await expect(program.run({}, [x])).rejects.toThrow(/shaders\/fill\.wgsl: .*unresolved value 'valve' at 1:7 “.+”/);
    }
    expect(made).toHaveBeenCalledTimes(1);
  });

  it("is reported with the pipeline's message if the compiler has none", async () => {
    const fake = new FakeDevice();
    const backend = await WebGpuBackend.open(fake.device);
    fake.complaint = { message: '', lineNum: 0, linePos: 0 };
    const silent = async () => Promise.reject(new Error('gone'));
    vi.spyOn(fake, 'createShaderModule').mockReturnValue({ getCompilationInfo: silent });
    await expect(filled(backend).program.run()).rejects.toThrow(/shaders\/fill\.wgsl.*Invalid ShaderModule/);
  });
});

describe('a call of WebGPU that throws', () => {
  const calls: readonly (readonly [Call, RegExp])[] = [
    ['createBuffer', /buffer x: .*createBuffer: refused/],
    ['pushErrorScope', /buffer x: .*pushErrorScope: refused/],
    ['createBindGroupLayout', /shaders\/fill\.wgsl: .*createBindGroupLayout: refused/],
    ['createPipelineLayout', /shaders\/fill\.wgsl: .*createPipelineLayout: refused/],
    ['createShaderModule', /shaders\/fill\.wgsl: .*createShaderModule: refused/],
    ['createComputePipeline', /shaders\/fill\.wgsl: .*createComputePipeline: refused/],
    ['createBindGroup', /bind group of fill: .*createBindGroup: refused/],
    ['createCommandEncoder', /a program: .*createCommandEncoder: refused/],
    ['writeBuffer', /a program: .*writeBuffer: refused/],
    ['submit', /a program: .*submit: refused/],
    ['mapAsync', /WebGPU device: .*mapAsync: refused/],
  ];

  it.each(calls)('%s is a DeviceError, and leaves no scope open', async (call, message) => {
    const fake = new FakeDevice();
    const backend = await WebGpuBackend.open(fake.device);
    fake.throwing.add(call);
    const use = async () => {
      const { x, program } = filled(backend);
      return program.run({}, [x]);
    };
    const using = use();
    await expect(using).rejects.toThrow(DeviceError);
    await expect(using).rejects.toThrow(message);
    expect(fake.scopes).toEqual([]);
    backend.destroy();
    expect(backend.bytes).toBe(0);
  });

  it('leaves nothing of a program that could not be built', async () => {
    const fake = new FakeDevice();
    const backend = await WebGpuBackend.open(fake.device);
    backend.create('x', 3);
    const { bytes } = backend;
    fake.throwing.add('createBindGroup');
    expect(() => filled(backend)).toThrow(/bind group of fill/);
    // The buffer that the program would have filled.
    expect(backend.bytes).toBe(2 * bytes);
  });

  it('is a DeviceError when something is written or read', async () => {
    const fake = new FakeDevice();
    const backend = await WebGpuBackend.open(fake.device);
    const x = backend.create('x', 3);
    fake.throwing.add('writeBuffer').add('submit');
    expect(() => backend.write(x, new Float32Array(3))).toThrow(/write to x: .*writeBuffer: refused/);
    await expect(backend.read(x)).rejects.toThrow(/read x: .*submit: refused/);
  });
});

describe('requesting a device', () => {
  afterEach(() => vi.unstubAllGlobals());
  const refusal = () => Promise.reject(new DOMException('no more of them', 'OperationError'));
  const opening = (requestAdapter: () => Promise<unknown>) => {
    vi.stubGlobal('navigator', { gpu: { requestAdapter } });
    return openBackend('webgpu');
  };

  it.each([
    ['an adapter', refusal],
    ['a device', async () => ({ limits: {}, features: new Set(), requestDevice: refusal })],
  ])('with %s that is refused is a DeviceError', async (expected, requestAdapter) => {
    const asked = opening(requestAdapter);
    await expect(asked).rejects.toThrow(DeviceError);
    await expect(asked).rejects.toThrow(`WebGPU: expected ${expected}, found no more of them.`);
  });

  it("takes the adapter's name if the device has none, as in older browsers", async () => {
    const info = { description: 'a card', isFallbackAdapter: false };
    const device = Object.defineProperty(new FakeDevice(), 'adapterInfo', { value: undefined }).device;
    const adapter = { info, limits: {}, features: new Set(), requestDevice: async () => device };
    const backend = await opening(async () => adapter);
    expect(backend.adapter).toEqual({ name: 'a card', software: false });
    expect((await WebGpuBackend.open(device)).adapter.name).toBe('a card');
    const handedIn = Object.defineProperty(new FakeDevice(), 'adapterInfo', { value: undefined }).device;
    expect((await WebGpuBackend.open(handedIn)).adapter.name).toBe('unnamed adapter');
    expect(fingerprint((await WebGpuBackend.open(handedIn)).facts)).toMatch(/ [0-9a-f]{8}$/);
  });

  it('in Node without WebGPU explains how to install it', async () => {
    vi.stubGlobal('navigator', undefined);
    await expect(openBackend('webgpu')).rejects.toThrow(/navigator\.gpu, found none\. Node has none: .*\{ device \}/);
  });
});
