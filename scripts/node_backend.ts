import { DeviceError } from '../src/errors.ts';
import { openBackend } from '../src/open_backend.ts';
import type { Backend } from '../src/ops/backend.ts';
import { installWebGpu, nodeAdapter } from './node_webgpu.ts';

/** A place to compute in this process, and what people call it. */
export interface NodeBackend {
  readonly backend: Backend;
  /** The adapter, or the CPU and why. */
  readonly name: string;
}

/**
 * WebGPU by the npm package `webgpu` where it has an adapter, else the CPU. Its kernels are the plain ones: what timing chooses
 * may differ from run to run, and the last digits with it.
 * @param kind what was asked for; without it either will do
 * @throws DeviceError when WebGPU was asked for and there is none
 */
export async function openNodeBackend(kind: 'webgpu' | 'cpu' | undefined): Promise<NodeBackend> {
  if (kind === 'cpu') return { backend: await openBackend('cpu'), name: 'CPU' };
  try {
    await installWebGpu();
    const { name, software } = await nodeAdapter();
    const backend = await openBackend('webgpu');
    return { backend, name: `WebGPU, ${name}${software ? ' (software)' : ''}` };
  } catch (error) {
    if (kind === 'webgpu' || !(error instanceof DeviceError)) throw error;
    return { backend: await openBackend('cpu'), name: `CPU, as WebGPU in Node lacks ${error.fault.expected}` };
  }
}
