import { afterEach, describe, expect, it, vi } from 'vitest';
import { installWebGpu, loadDawn, nodeAdapter } from '../../scripts/node_webgpu.ts';
import { swiftShaderEnvironment } from '../../scripts/swiftshader.ts';
import { DeviceError } from '../../src/errors.ts';

afterEach(() => vi.unstubAllEnvs());

describe('the npm package webgpu', () => {
  it.each([
    [
      'is missing',
      Object.assign(new Error('x'), { code: 'ERR_MODULE_NOT_FOUND' }),
      /found none\. Type: npm install webgpu/,
    ],
    ['does not load', new Error('libstdc++.so.6: cannot open'), /the npm package webgpu, found libstdc\+\+/],
  ])('%s: that is an error that says so', async (_, cause, message) => {
    const installed = installWebGpu([], () => Promise.reject(cause));
    await expect(installed).rejects.toThrow(DeviceError);
    await expect(installed).rejects.toThrow(message);
  });

  it('may be done without by a command that computes on the CPU as well', async () => {
    const missing = () => Promise.reject(Object.assign(new Error('x'), { code: 'ERR_MODULE_NOT_FOUND' }));
    const message = /Type: npm install webgpu; --backend cpu computes on the CPU\.$/;
    await expect(installWebGpu([], missing, '--backend cpu')).rejects.toThrow(message);
  });

  it('is installed', async () => {
    expect(await loadDawn()).toMatchObject({ create: expect.any(Function) });
  });
});

describe('the adapter', () => {
  const gpu = (info?: object) => ({ requestAdapter: async () => (info ? { info } : null) as GPUAdapter | null });

  it('has a name and a driver, and is a GPU', async () => {
    const nvidia = { vendor: 'nvidia', architecture: 'hopper', device: 'nvidia-h200', description: 'NVIDIA: 580.1' };
    expect(await nodeAdapter(gpu(nvidia))).toEqual({ name: 'nvidia-h200', driver: 'NVIDIA: 580.1', software: false });
  });

  it.each([
    { vendor: 'google', architecture: 'swiftshader', device: 'a-device', description: 'SwiftShader driver 5.0.0' },
    { vendor: 'mesa', architecture: '', device: 'llvmpipe', description: 'llvmpipe: Mesa 22' },
    { vendor: 'x', architecture: '', device: 'y', description: 'z', isFallbackAdapter: true },
  ])('that computes on the CPU is called a software adapter: $device', async (info) => {
    expect((await nodeAdapter(gpu(info))).software).toBe(true);
  });

  it('that is missing is an error with a remedy', async () => {
    vi.stubEnv('VK_ICD_FILENAMES', '');
    const none = nodeAdapter(gpu());
    await expect(none).rejects.toThrow(DeviceError);
    await expect(none).rejects.toThrow(/an adapter, found none\. .*libvulkan1.*VK_ICD_FILENAMES.*--software/);
    vi.stubEnv('VK_ICD_FILENAMES', '/there/x.json');
    await expect(nodeAdapter(gpu())).rejects.toThrow(/found none with VK_ICD_FILENAMES=\/there\/x\.json/);
  });
});

describe('SwiftShader', () => {
  it('is found beside a Chromium, with its loader', async () => {
    vi.stubEnv('VK_ICD_FILENAMES', '');
    const { VK_ICD_FILENAMES, LD_LIBRARY_PATH } = await swiftShaderEnvironment();
    expect(VK_ICD_FILENAMES).toMatch(/vk_swiftshader_icd\.json$/);
    expect(VK_ICD_FILENAMES?.startsWith(LD_LIBRARY_PATH?.split(':')[0] ?? '?')).toBe(true);
  });

  it('is not used if a driver is named', async () => {
    vi.stubEnv('VK_ICD_FILENAMES', '/there/lvp_icd.json');
    expect(await swiftShaderEnvironment()).toEqual({});
  });
});
