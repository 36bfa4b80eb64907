import { requireMethods, requireObject } from '../arguments.ts';
import { oneOf, rejectUnknownOptions } from '../option_checks.ts';
import type { Device } from '../platform.ts';
import { WebGpuBackend } from './backend.ts';
import { chooseVariants } from './tuning/tune.ts';
import type { Choices } from './variants.ts';

export { chooseVariants };

/** Options of a WebGPU backend. */
export interface WebGpuOptions {
  /** WebGPU: a device to use; without one an adapter is asked for. */
  readonly device?: Device;
  /**
   * WebGPU: which variants of its kernels compute. `'off'` (default): the plain ones, which suit every device. `'auto'`:
   * those that timing finds to be the fastest, once for a GPU (about three seconds; kept in the browser's storage, in Node in
   * a file of the user's caches); on a software adapter those that were the fastest on SwiftShader.
   * Or names of variants by op and shape class, as `chosenVariants` lists them.
   */
  readonly tuning?: 'auto' | 'off' | Choices;
}

/**
 * Opens WebGPU. All that it takes is loaded with this module, as one.
 * @throws DeviceError when WebGPU or an adapter is missing, OptionError for an unknown option, precision or variant
 */
export async function openWebGpu(options: WebGpuOptions & { readonly precision?: string }): Promise<WebGpuBackend> {
  const where = 'openBackend: webgpu';
  rejectUnknownOptions(where, options, ['device', 'tuning', 'precision']);
  oneOf(`${where}: precision`, options.precision ?? 'float32', ['float32']);
  const { device, tuning = 'off' } = options;
  if (device !== undefined) {
    requireMethods(`${where}: device`, 'a GPUDevice', device, ['createBuffer', 'createShaderModule']);
  }
  if (typeof tuning !== 'object' || tuning === null) oneOf(`${where}: tuning`, tuning, ['auto', 'off']);
  else requireObject(`${where}: tuning`, 'names of variants by op and shape class', tuning);
  const backend = await WebGpuBackend.open(device);
  try {
    if (tuning === 'auto') await chooseVariants(backend);
    else if (tuning !== 'off') backend.variants.choose(tuning);
  } catch (error) {
    backend.destroy();
    throw error;
  }
  return backend;
}
