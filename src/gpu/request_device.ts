import { DeviceError } from '../errors.ts';

const softwareNames = /swiftshader|llvmpipe|lavapipe|basic render|software/i;

/**
 * The adapter's name for display, and whether it computes on the CPU. Firefox does not report names: the name is then a
 * description.
 */
export function describeAdapter(info: GPUAdapterInfo): { name: string; software: boolean } {
  const words = info.description || [info.vendor, info.architecture, info.device].filter(Boolean).join(' ');
  const software = info.isFallbackAdapter || softwareNames.test(words);
  return { name: words || (software ? 'unnamed software adapter' : 'unnamed adapter'), software };
}

/** What adapters report, by their devices: a GPUDevice reports it in newer browsers only. */
const infos = new WeakMap<GPUDevice, GPUAdapterInfo>();

/** What is known of a device's adapter, which may be nothing. */
export function adapterInfoOf(gpu: GPUDevice): GPUAdapterInfo {
  const own: GPUAdapterInfo | undefined = gpu.adapterInfo;
  return own ?? infos.get(gpu) ?? ({} as GPUAdapterInfo);
}

/** The text of whatever was thrown. */
export const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message || cause.name : String(cause));

/**
 * A device of the best adapter, with the adapter's own limits for buffers.
 * @throws DeviceError when there is no WebGPU or no adapter, or either is refused, with what to do about it
 */
export async function requestDevice(): Promise<GPUDevice> {
  const gpu = globalThis.navigator?.gpu;
  if (!gpu) {
    throw new DeviceError({
      where: 'WebGPU',
      expected: 'navigator.gpu',
      found: 'none',
      remedy: globalThis.process?.versions?.node
        ? "Node has none: open the backend with a GPUDevice of your own, openBackend('webgpu', { device }), or the CPU backend."
        : 'Use Chrome 121, Firefox 141 or newer over https or localhost, or use the CPU backend.',
    });
  }
  const adapter = await answer('an adapter', () => gpu.requestAdapter({ powerPreference: 'high-performance' }));
  if (!adapter) {
    throw new DeviceError({
      where: 'WebGPU',
      expected: 'an adapter',
      found: 'none',
      remedy:
        'See chrome://gpu (or start Chrome with --enable-unsafe-webgpu) or about:support, or use the CPU backend.',
    });
  }
  const { maxStorageBufferBindingSize, maxBufferSize } = adapter.limits;
  const wanted: GPUFeatureName[] = ['timestamp-query', 'subgroups', 'shader-f16'];
  const device = await answer('a device', () =>
    adapter.requestDevice({
      requiredLimits: { maxStorageBufferBindingSize, maxBufferSize },
      requiredFeatures: wanted.filter((feature) => adapter.features.has(feature)),
    }),
  );
  infos.set(device, adapter.info);
  return device;
}

async function answer<T>(expected: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (cause) {
    const remedy = 'Close other pages that use the GPU or restart the browser, or use the CPU backend.';
    throw new DeviceError({ where: 'WebGPU', expected, found: messageOf(cause), remedy }, { cause });
  }
}
