import { DeviceError, FourgateError } from '../errors.ts';
import type { DeviceFacts } from './kernel.ts';
import { Nudge } from './nudge.ts';
import { adapterInfoOf, describeAdapter, messageOf, requestDevice } from './request_device.ts';
import { GPU_LIMITS, SOFTWARE_LIMITS, type SubmitLimits } from './submit_length.ts';
import { Watch } from './watch.ts';

/** What calls of WebGPU returned, and the message of the error that the device reported later, if any. */
interface Scoped<T> {
  readonly made: T;
  readonly fault: Promise<string | undefined>;
}

/**
 * A GPUDevice under watch. Faults reach us out of order and out of any call; the first one is kept, and thrown by
 * the next call that depends on the device, because nothing on the device can be trusted after it.
 */
export class Device {
  readonly gpu: GPUDevice;
  readonly adapter: { readonly name: string; readonly software: boolean };
  readonly facts: DeviceFacts;
  readonly submitLimits: SubmitLimits;
  /** Milliseconds of a clock. */
  readonly now: () => number;
  readonly #owned: boolean;
  readonly #nudge: Nudge;
  readonly #watch: Watch;
  #error: DeviceError | undefined;
  /** Why a kernel does not compile. Work with it fails too, and that failure is reported earlier. */
  #refusedKernel: DeviceError | undefined;
  /** When the last awaited work was done. */
  #idleAt = 0;

  private constructor(
    gpu: GPUDevice,
    owned: boolean,
    nudge: Nudge,
    limits?: SubmitLimits,
    now = () => performance.now(),
  ) {
    this.gpu = gpu;
    this.now = now;
    this.#owned = owned;
    this.#nudge = nudge;
    this.facts = { features: gpu.features, limits: gpu.limits, adapterInfo: adapterInfoOf(gpu) };
    this.adapter = describeAdapter(this.facts.adapterInfo);
    this.submitLimits = limits ?? (this.adapter.software ? SOFTWARE_LIMITS : GPU_LIMITS);
    this.#watch = Watch.of(gpu);
    this.#watch.add(this);
  }

  /**
   * Watches the given device, or opens one. The length of a submit depends on the adapter unless it is given.
   * @param now clock in ms to measure submits with; by default the machine's
   * @throws DeviceError when there is no WebGPU, no adapter or no device, with what to do about it.
   */
  static async open(given?: GPUDevice, limits?: SubmitLimits, now?: () => number): Promise<Device> {
    const gpu = given ?? (await requestDevice());
    return new Device(gpu, given === undefined, await Nudge.measure(gpu), limits, now);
  }

  /** Resolves with the reason once the device is lost. */
  get lost(): Promise<string> {
    return this.#watch.lost;
  }

  /** Keeps a fault for the next `check`. */
  report(error: DeviceError): void {
    this.#error ??= error;
  }

  /** Like `report`, for a kernel that does not compile: it explains any other reports. */
  reportKernel(error: DeviceError): void {
    this.#refusedKernel ??= error;
  }

  /** @throws DeviceError when an error has occurred since the device was opened. */
  check(): void {
    const error = this.#refusedKernel ?? this.#error;
    if (error) throw error;
  }

  /** What calls of WebGPU return. @throws DeviceError naming `where` when one throws. */
  attempt<T>(where: string, calls: () => T): T {
    try {
      return calls();
    } catch (cause) {
      if (cause instanceof FourgateError) throw cause;
      throw new DeviceError({ where, expected: 'a call that WebGPU takes', found: messageOf(cause) }, { cause });
    }
  }

  /** As `attempt`, listening for errors of one kind that the device finds. */
  attemptScoped<T>(where: string, filter: GPUErrorFilter, calls: () => T): Scoped<T> {
    this.attempt(where, () => this.gpu.pushErrorScope(filter));
    let made: T;
    try {
      made = this.attempt(where, calls);
    } catch (error) {
      void this.#popScope();
      throw error;
    }
    return { made, fault: this.#popScope() };
  }

  async #popScope(): Promise<string | undefined> {
    try {
      return (await this.gpu.popErrorScope())?.message;
    } catch {
      // The device is lost, which is reported separately.
      return undefined;
    }
  }

  /**
   * What `work` resolves to, unless an error has occurred by then.
   * @throws DeviceError with the first fault.
   */
  async settle<T>(work: Promise<T>): Promise<T> {
    try {
      const result = await this.#nudge.during(work);
      this.check();
      return result;
    } catch (cause) {
      // A lost device rejects work in flight before it reports its loss.
      this.report(
        new DeviceError({ where: 'WebGPU device', expected: 'work that ends', found: messageOf(cause) }, { cause }),
      );
      this.check();
      throw cause;
    }
  }

  /** Time, in ms, that work submitted at `begun` and done now kept the device busy: it started after the work before it. */
  busySince(begun: number): number {
    const now = this.now();
    const since = Math.max(begun, this.#idleAt);
    this.#idleAt = now;
    return now - since;
  }

  /** Destroys the device, unless the caller provided it, and stops watching it. Later runs and reads fail. */
  close(): void {
    this.#watch.remove(this);
    this.report(
      new DeviceError({ where: 'WebGPU backend', expected: 'one that is open', found: 'one that was destroyed' }),
    );
    if (this.#owned) this.gpu.destroy();
  }
}
