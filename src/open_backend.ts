import { requireBackend, requireMethods, requireObject } from './arguments.ts';
import type { WebGpuBackend } from './gpu/backend.ts';
import type { Choices } from './gpu/variants.ts';
import type { Backend } from './ops/backend.ts';
import { oneOf, rejectUnknownOptions } from './option_checks.ts';
import type { Device } from './platform.ts';

/** Options of `openBackend`. */
export interface BackendOptions {
  /** WebGPU: a device to use; without one an adapter is asked for. */
  readonly device?: Device;
  /**
   * WebGPU: which variants of its kernels compute. `'off'` (default): the plain ones, which suit every device. `'auto'`:
   * those that timing finds to be the fastest, once for an adapter (about two seconds; kept in the browser's storage, in Node in
   * a file of the user's caches).
   * Or names of variants by op and shape class, as `chosenVariants` lists them.
   */
  readonly tuning?: 'auto' | 'off' | Choices;
  /** CPU: what numbers are kept in. Default `'float32'`. WebGPU has float32 only. */
  readonly precision?: 'float32' | 'float64';
}

/**
 * Opens a place to compute. The code of a backend is loaded by the first call that asks for it.
 * @throws DeviceError when WebGPU or an adapter is missing, OptionError for an unknown backend, option, precision or variant.
 */
export async function openBackend(kind: 'webgpu' | 'cpu', options: BackendOptions = {}): Promise<Backend> {
  if (oneOf('openBackend', kind, ['webgpu', 'cpu']) === 'cpu') {
    rejectUnknownOptions('openBackend: cpu', options, ['precision']);
    const { CpuBackend } = await import('./cpu/backend.ts');
    return new CpuBackend(options);
  }
  rejectUnknownOptions('openBackend: webgpu', options, ['device', 'tuning', 'precision']);
  oneOf('openBackend: webgpu: precision', options.precision ?? 'float32', ['float32']);
  const { device, tuning = 'off' } = options;
  if (device !== undefined) {
    requireMethods('openBackend: webgpu: device', 'a GPUDevice', device, ['createBuffer', 'createShaderModule']);
  }
  if (typeof tuning !== 'object' || tuning === null) oneOf('openBackend: webgpu: tuning', tuning, ['auto', 'off']);
  else requireObject('openBackend: webgpu: tuning', 'names of variants by op and shape class', tuning);
  const [gpu, { tune }] = await Promise.all([import('./gpu/backend.ts'), import('./gpu/tuning/tune.ts')]);
  const backend = await gpu.WebGpuBackend.open(device);
  try {
    if (tuning === 'auto') await tune(backend);
    else if (tuning !== 'off') backend.variants.choose(tuning);
  } catch (error) {
    backend.destroy();
    throw error;
  }
  return backend;
}

/** The variants that a backend's programs use, by op and shape class; kernels that are not named are plain. */
export function chosenVariants(backend: Backend): Choices {
  requireBackend('chosenVariants', backend);
  const { variants } = backend as Partial<WebGpuBackend>;
  return variants?.choices ?? {};
}
