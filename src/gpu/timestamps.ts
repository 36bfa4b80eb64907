import type { Device } from './device.ts';
import type { Memory } from './memory.ts';
import { BufferUsage, MAP_MODE_READ } from './usage.ts';

/** Two timestamps of eight bytes. */
const BYTES = 16;

/** A run that is being timed. */
export interface TimedRun {
  /** What a pass of the run records: the beginning of the first and the end of the last, nothing in between. */
  writes(first: boolean, last: boolean): GPUComputePassTimestampWrites | undefined;
  /** Encodes after the last pass that the two are copied out. */
  copyOut(encoder: GPUCommandEncoder): void;
  /** After the submit: resolves once the listener has been notified. */
  tell(): Promise<void>;
}

/** What all timed runs of a device share, made once. */
interface Queries {
  readonly querySet: GPUQuerySet;
  readonly resolved: GPUBuffer;
  readonly first: GPUComputePassTimestampWrites;
  readonly last: GPUComputePassTimestampWrites;
  readonly both: GPUComputePassTimestampWrites;
}

/**
 * Time that runs of programs take on the device, from the beginning of the first pass to the end of the last, by WebGPU's
 * `timestamp-query`. Off without a listener. Browsers round timestamps, Chrome to 0.1 ms: add up many runs.
 */
export class Timestamps {
  readonly #device: Device;
  readonly #memory: Memory;
  /** Called with the milliseconds of each run, in the order of the runs. */
  listener: ((milliseconds: number) => void) | undefined;
  #made: Queries | undefined;
  /** Staging buffers that are not in use. */
  readonly #idle: GPUBuffer[] = [];

  constructor(device: Device, memory: Memory) {
    this.#device = device;
    this.#memory = memory;
  }

  /** Whether the device has timestamps. */
  get supported(): boolean {
    return this.#device.gpu.features.has('timestamp-query');
  }

  /** For the next run; `undefined` without a listener or timestamps. */
  next(): TimedRun | undefined {
    const { listener } = this;
    if (!listener || !this.supported) return undefined;
    const { querySet, resolved, first, last, both } = this.#queries();
    const usage = BufferUsage.MAP_READ | BufferUsage.COPY_DST;
    const staging = this.#idle.pop() ?? this.#memory.allocate('timestamps: staging', BYTES, usage);
    return {
      writes: (isFirst, isLast) => (isFirst ? (isLast ? both : first) : isLast ? last : undefined),
      copyOut: (encoder) => {
        // One set and one buffer for all runs: the queue copies one run's timestamps before the next run's first pass.
        encoder.resolveQuerySet(querySet, 0, 2, resolved, 0);
        encoder.copyBufferToBuffer(resolved, 0, staging, 0, BYTES);
      },
      tell: async () => {
        await staging.mapAsync(MAP_MODE_READ);
        const [begin = 0n, end = 0n] = new BigUint64Array(staging.getMappedRange());
        staging.unmap();
        this.#idle.push(staging);
        // Clocks may go backwards.
        listener(Math.max(0, Number(end - begin)) / 1e6);
      },
    };
  }

  #queries(): Queries {
    if (this.#made) return this.#made;
    const create = () => this.#device.gpu.createQuerySet({ label: 'timestamps', type: 'timestamp', count: 2 });
    const querySet = this.#device.attempt('timestamps', create);
    const usage = BufferUsage.QUERY_RESOLVE | BufferUsage.COPY_SRC;
    const begin = { querySet, beginningOfPassWriteIndex: 0 };
    const end = { querySet, endOfPassWriteIndex: 1 };
    this.#made = {
      querySet,
      resolved: this.#memory.allocate('timestamps', BYTES, usage),
      first: begin,
      last: end,
      both: { ...begin, ...end },
    };
    return this.#made;
  }
}
