import { DeviceError } from '../errors.ts';

/** Receives faults of a device that occur outside any call. */
export interface Watcher {
  report(error: DeviceError): void;
}

const watches = new WeakMap<GPUDevice, Watch>();

/** Watches one GPUDevice for all of its users, with one listener, which is removed with the last of them. */
export class Watch {
  /** Resolves with the reason once the device is lost. */
  readonly lost: Promise<string>;
  readonly #gpu: GPUDevice;
  readonly #watchers = new Set<Watcher>();
  #loss: DeviceError | undefined;

  private constructor(gpu: GPUDevice) {
    this.#gpu = gpu;
    this.lost = gpu.lost.then(({ reason, message }) => {
      const found = `it lost (${reason}${message ? `: ${message}` : ''})`;
      this.#loss = new DeviceError({ where: 'WebGPU device', expected: 'a working device', found });
      this.#tell(this.#loss);
      return found;
    });
  }

  /** The single watch of a device. */
  static of(gpu: GPUDevice): Watch {
    const watch = watches.get(gpu) ?? new Watch(gpu);
    watches.set(gpu, watch);
    return watch;
  }

  add(watcher: Watcher): void {
    if (this.#watchers.size === 0) this.#gpu.addEventListener('uncapturederror', this.#hear);
    this.#watchers.add(watcher);
    if (this.#loss) watcher.report(this.#loss);
  }

  remove(watcher: Watcher): void {
    if (this.#watchers.delete(watcher) && this.#watchers.size === 0) {
      this.#gpu.removeEventListener('uncapturederror', this.#hear);
    }
  }

  readonly #hear = ({ error }: GPUUncapturedErrorEvent) => {
    // Node has no class of that name, although a device passed in there may report one.
    const expected = error.constructor.name === 'GPUOutOfMemoryError' ? 'enough memory' : 'no fault';
    this.#tell(new DeviceError({ where: 'WebGPU device', expected, found: error.message }));
  };

  #tell(error: DeviceError): void {
    for (const watcher of this.#watchers) watcher.report(error);
  }
}
