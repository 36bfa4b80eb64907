import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { DeviceError } from '../src/errors.ts';
import { describeAdapter, messageOf } from '../src/gpu/request_device.ts';

const where = 'WebGPU in Node';

/** Installs what a folder of this repository needs; not there where the command was installed as a package. */
const setup = join(import.meta.dirname, 'setup.mjs');

const isMissing = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';

/** The npm package `webgpu`: Dawn, the engine of Chrome. This repository installs it beside this file when it is first needed. */
export async function loadDawn() {
  try {
    return await import('webgpu');
  } catch (error) {
    if (!isMissing(error) || !existsSync(setup)) throw error;
    spawnSync(process.execPath, [setup, 'scripts'], { stdio: ['ignore', 'inherit', 'inherit'] });
    return import('webgpu');
  }
}

/**
 * Option of Dawn, in Node as in Chromium. SwiftShader writes out a store for every zero that workgroup memory begins with, and
 * takes seconds to compile 16 KiB of them. No kernel may count on these zeros, so what holds kernels to the CPU does without.
 */
export const WITHOUT_ZEROS = 'enable-dawn-features=disable_workgroup_init';

/**
 * Gives this process `navigator.gpu` and the globals of WebGPU, by Dawn.
 * @param features options of Dawn, such as `enable-dawn-features=…`
 * @param load another way to the package, for tests
 * @param onCpu the option by which a command does without one
 * @throws DeviceError when the package is missing or cannot be loaded
 */
export async function installWebGpu(
  features: readonly string[] = [],
  load: typeof loadDawn = loadDawn,
  onCpu?: string,
): Promise<void> {
  let dawn: Awaited<ReturnType<typeof loadDawn>>;
  try {
    dawn = await load();
  } catch (cause) {
    const missing = isMissing(cause);
    throw new DeviceError(
      {
        where,
        expected: 'the npm package webgpu',
        found: missing ? 'none' : messageOf(cause),
        ...(missing && { remedy: `Type: npm install webgpu${onCpu ? `; ${onCpu} computes on the CPU.` : ''}` }),
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
