import { availableParallelism } from 'node:os';
import { DeviceError } from '../src/errors.ts';
import { describeAdapter, messageOf } from '../src/gpu/request_device.ts';

const where = 'WebGPU in Node';

/** The npm package `webgpu`: Dawn, the engine of Chrome. Here alone, for it is installed beside this file. */
export const loadDawn = () => import('webgpu');

/**
 * Option of Dawn, in Node as in Chromium. SwiftShader writes out a store for every zero that workgroup memory begins with, and
 * takes seconds to compile 16 KiB of them. No kernel may count on these zeros, so what holds kernels to the CPU does without.
 */
export const WITHOUT_ZEROS = 'enable-dawn-features=disable_workgroup_init';

/**
 * Gives this process `navigator.gpu` and the globals of WebGPU, by Dawn.
 * @param features options of Dawn, such as `enable-dawn-features=…`
 * @param load another way to the package, for tests
 * @throws DeviceError when the package is missing or cannot be loaded
 */
export async function installWebGpu(features: readonly string[] = [], load: typeof loadDawn = loadDawn): Promise<void> {
  let dawn: Awaited<ReturnType<typeof loadDawn>>;
  try {
    dawn = await load();
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
    throw new DeviceError(
      {
        where,
        expected: 'the npm package webgpu',
        found: missing ? 'none' : messageOf(cause),
        ...(missing && { remedy: 'Type: npm install webgpu' }),
      },
      { cause },
    );
  }
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create([...features]);
  // Node 20 has no navigator.
  const navigator = globalThis.navigator ?? {
    userAgent: `Node.js/${process.versions.node}`,
    hardwareConcurrency: availableParallelism(),
  };
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
}

/** An adapter as results show it. */
export interface NodeAdapter {
  readonly name: string;
  readonly driver: string;
  /** Whether it computes on the CPU. */
  readonly software: boolean;
}

/**
 * The adapter that everything in this process computes on.
 * @param onCpu the option by which a command does without one
 * @throws DeviceError when there is none, with what to do about it
 */
export async function nodeAdapter(
  gpu: Pick<GPU, 'requestAdapter'> = navigator.gpu,
  onCpu = '--software',
): Promise<NodeAdapter> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    const asked = process.env.VK_ICD_FILENAMES;
    throw new DeviceError({
      where,
      expected: 'an adapter',
      found: asked ? `none with VK_ICD_FILENAMES=${asked}` : 'none',
      remedy: `On Linux, install the Vulkan loader (libvulkan1) and the driver of the GPU, or name the manifest of the driver in VK_ICD_FILENAMES; ${onCpu} computes on the CPU.`,
    });
  }
  const { device, description } = adapter.info;
  const { name, software } = describeAdapter(adapter.info);
  return { name: device || name, driver: description, software };
}
