import { requireBackend } from './arguments.ts';
import type { WebGpuBackend } from './gpu/backend.ts';
import type { WebGpuOptions } from './gpu/open.ts';
import type { Choices } from './gpu/variants.ts';
import type { Backend } from './ops/backend.ts';
import { oneOf, rejectUnknownOptions } from './option_checks.ts';

/** Options of `openBackend`. */
export interface BackendOptions extends WebGpuOptions {
  /** CPU: format of numbers. Default `'float32'`. WebGPU has float32 only. */
  readonly precision?: 'float32' | 'float64';
}

/**
 * Opens a backend. Its code is loaded by the first call that needs it.
 * @throws DeviceError when WebGPU or an adapter is missing, OptionError for an unknown backend, option, precision or variant.
 */
export async function openBackend(kind: 'webgpu' | 'cpu', options: BackendOptions = {}): Promise<Backend> {
  if (oneOf('openBackend', kind, ['webgpu', 'cpu']) === 'cpu') {
    rejectUnknownOptions('openBackend: cpu', options, ['precision']);
    const { CpuBackend } = await import('./cpu/backend.ts');
    return new CpuBackend(options);
  }
  const { openWebGpu } = await import('./gpu/open.ts');
  return openWebGpu(options);
}

/**
 * What `tuning: 'auto'` does, for an open backend: its programs use the fastest variants from now on.
 * @throws DeviceError when the device fails
 */
export async function chooseFastest(backend: Backend): Promise<void> {
  if (backend.kind === 'cpu') return;
  const { chooseVariants } = await import('./gpu/open.ts');
  await chooseVariants(backend as WebGpuBackend);
}

/** The variants that a backend's programs use, by op and shape class; kernels not listed use the plain variant. */
export function chosenVariants(backend: Backend): Choices {
  requireBackend('chosenVariants', backend);
  const { variants } = backend as Partial<WebGpuBackend>;
  return variants?.choices ?? {};
}
