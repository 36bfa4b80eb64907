import { DeviceError } from '../src/errors.ts';
import { openBackend } from '../src/open_backend.ts';
import type { Backend } from '../src/ops/backend.ts';
import { installWebGpu, nodeAdapter } from './node_webgpu.ts';

/** A place to compute in this process, and its display name. */
export interface NodeBackend {
  readonly backend: Backend;
  /** The adapter, or the CPU and why. */
  readonly name: string;
}

/**
 * WebGPU by the npm package `webgpu` where it has a GPU, else the CPU, which is faster than a software adapter. The kernels are
 * the plain ones: what timing chooses may differ from run to run, and the last digits with it.
 * @param kind what was asked for; without it either will do
 * @throws DeviceError when WebGPU was asked for and there is none
 */
export async function openNodeBackend(kind: 'webgpu' | 'cpu' | undefined): Promise<NodeBackend> {
  if (kind === 'cpu') return onCpu('CPU');
  try {
    await installWebGpu();
    const { name, software } = await nodeAdapter(navigator.gpu, '--backend cpu');
    if (software && kind === undefined) return await onCpu(`CPU, as ${name} of WebGPU is a software adapter`);
    return { backend: await openBackend('webgpu'), name: `WebGPU, ${name}${software ? ' (software)' : ''}` };
  } catch (error) {
    if (kind === 'webgpu' || !(error instanceof DeviceError)) throw error;
    return onCpu(`CPU, as WebGPU in Node lacks ${error.fault.expected}`);
  }
}

async function onCpu(name: string): Promise<NodeBackend> {
  return { backend: await openBackend('cpu'), name };
}
