import { DeviceError } from '../errors.ts';
import { Nudge } from './nudge.ts';
import { GPU_LIMITS, SOFTWARE_LIMITS, type SubmitLimits } from './submit_length.ts';

const softwareNames = /swiftshader|llvmpipe|lavapipe|basic render|software/i;

/** The adapter's name for people, and whether it computes on the CPU. Firefox keeps names to itself: then in words. */
export function describeAdapter(info: GPUAdapterInfo): { name: string; software: boolean } {
  const words = info.description || [info.vendor, info.architecture, info.device].filter(Boolean).join(' ');
  const software = info.isFallbackAdapter || softwareNames.test(words);
  return { name: words || (software ? 'unnamed software adapter' : 'unnamed adapter'), software };
}

async function requestDevice(): Promise<GPUDevice> {
  if (!globalThis.navigator?.gpu) {
    throw new DeviceError({
      where: 'WebGPU',
      expected: 'navigator.gpu',
      found: 'none',
      remedy: 'Use Chrome 121, Firefox 141 or newer over https or localhost, or go on with the CPU backend.',
    });
  }
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    throw new DeviceError({
      where: 'WebGPU',
      expected: 'an adapter',
      found: 'none',
      remedy: 'Look at chrome://gpu, start Chrome with --enable-unsafe-webgpu, or go on with the CPU backend.',
    });
  }
  const { maxStorageBufferBindingSize, maxBufferSize } = adapter.limits;
  const wanted: GPUFeatureName[] = ['timestamp-query', 'subgroups', 'shader-f16'];
  return adapter.requestDevice({
    requiredLimits: { maxStorageBufferBindingSize, maxBufferSize },
    requiredFeatures: wanted.filter((feature) => adapter.features.has(feature)),
  });
}

/**
 * A GPUDevice under watch. Faults reach us out of order and out of any call; the first one is kept, and thrown by
 * whoever next depends on the device, because nothing it holds can be trusted after it.
 */
export class Device {
  readonly gpu: GPUDevice;
  readonly adapter: { readonly name: string; readonly software: boolean };
  /** Resolves with the reason once the device is lost. */
  readonly lost: Promise<string>;
  readonly submitLimits: SubmitLimits;
  readonly #owned: boolean;
  readonly #nudge: Nudge;
  #error: DeviceError | undefined;
  /** When the last work that was awaited was done. */
  #idleAt = 0;

  private constructor(gpu: GPUDevice, owned: boolean, nudge: Nudge, limits?: SubmitLimits) {
    this.gpu = gpu;
    this.#owned = owned;
    this.#nudge = nudge;
    this.adapter = describeAdapter(gpu.adapterInfo);
    this.submitLimits = limits ?? (this.adapter.software ? SOFTWARE_LIMITS : GPU_LIMITS);
    this.lost = gpu.lost.then(({ reason, message }) => {
      const found = `it lost (${reason}${message ? `: ${message}` : ''})`;
      this.report(new DeviceError({ where: 'WebGPU device', expected: 'a living device', found }));
      return found;
    });
    gpu.addEventListener('uncapturederror', ({ error }) => {
      const expected = error instanceof GPUOutOfMemoryError ? 'enough memory' : 'no fault';
      this.report(new DeviceError({ where: 'WebGPU device', expected, found: error.message }));
    });
  }

  /**
   * Watches the device handed in, or opens one with the adapter's own limits for buffers. How long a submit may be
   * depends on the adapter unless it is said.
   * @throws DeviceError when there is no WebGPU or no adapter, with what to do about it.
   */
  static async open(given?: GPUDevice, limits?: SubmitLimits): Promise<Device> {
    const gpu = given ?? (await requestDevice());
    return new Device(gpu, given === undefined, await Nudge.measure(gpu), limits);
  }

  /** Keeps a fault for the next `check`. */
  report(error: DeviceError): void {
    this.#error ??= error;
  }

  /** @throws DeviceError when anything has gone wrong since the device was opened. */
  check(): void {
    if (this.#error) throw this.#error;
  }

  /**
   * What `work` resolves to, unless anything has gone wrong by then.
   * @throws DeviceError with the first fault.
   */
  async settle<T>(work: Promise<T>): Promise<T> {
    try {
      const result = await this.#nudge.during(work);
      this.check();
      return result;
    } catch (cause) {
      // A lost device rejects what is under way before it tells of its loss.
      const found = cause instanceof Error ? cause.message : String(cause);
      this.report(new DeviceError({ where: 'WebGPU device', expected: 'work that ends', found }, { cause }));
      throw this.#error;
    }
  }

  /** Time, in ms, that work submitted at `begun` and done now kept the device busy: it began after what was before it. */
  busySince(begun: number): number {
    const now = performance.now();
    const since = Math.max(begun, this.#idleAt);
    this.#idleAt = now;
    return now - since;
  }

  /** Gives the device back, unless it was handed in. */
  close(): void {
    if (this.#owned) this.gpu.destroy();
  }
}
