import { CpuBackend } from './cpu/backend.ts';
import { WebGpuBackend } from './gpu/backend.ts';
import type { Backend } from './ops/backend.ts';
import { oneOf, rejectUnknownOptions } from './options.ts';

/** Options of `openBackend`. */
export interface BackendOptions {
  /** WebGPU: a device to use; without one an adapter is asked for. */
  readonly device?: GPUDevice;
  /** CPU: what numbers are kept in. Default `'float32'`. WebGPU has float32 only. */
  readonly precision?: 'float32' | 'float64';
}

/**
 * Opens a place to compute.
 * @throws DeviceError when WebGPU or an adapter is missing, OptionError for an unknown backend, option or precision.
 */
export async function openBackend(kind: 'webgpu' | 'cpu', options: BackendOptions = {}): Promise<Backend> {
  if (oneOf('openBackend', kind, ['webgpu', 'cpu']) === 'cpu') {
    rejectUnknownOptions('openBackend: cpu', options, ['precision']);
    return new CpuBackend(options);
  }
  rejectUnknownOptions('openBackend: webgpu', options, ['device', 'precision']);
  oneOf('openBackend: webgpu: precision', options.precision ?? 'float32', ['float32']);
  return WebGpuBackend.open(options.device);
}
