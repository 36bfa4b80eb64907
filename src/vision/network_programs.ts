import type { Backend } from '../ops/backend.ts';
import type { FiltersOnDevice } from './device_filters.ts';
import { NetworkProgram, roomFor, type Wanted } from './network_program.ts';
import { type NetworkShape, type PictureSize, type Plan, planOf } from './plan.ts';

interface Kept {
  readonly key: string;
  readonly images: number;
  readonly program: NetworkProgram;
}

/** Bytes that a buffer may take, and all of them together: more pictures go in several runs. */
const MOST_BYTES = { buffer: 128 * 2 ** 20, all: 256 * 2 ** 20 };
/** Programs that are kept for the next call, each with its buffers. */
const MOST_PROGRAMS = 2;

/** Pictures of one run at most, so that no buffer grows too long. */
export function imagesOfRun(plan: Plan, wanted: Wanted, { precision, maxBufferLength }: Backend): number {
  const { largest, all } = roomFor(plan, wanted);
  const bytes = precision === 'float64' ? 8 : 4;
  const ofBuffer = Math.min(MOST_BYTES.buffer / bytes, maxBufferLength) / largest;
  return Math.max(1, Math.floor(Math.min(ofBuffer, MOST_BYTES.all / bytes / all)));
}

/** The programs of a network, recorded once for what is wanted of pictures of a size. */
export class NetworkPrograms {
  readonly #backend: Backend;
  readonly #filters: FiltersOnDevice;
  readonly #network: NetworkShape;
  /** The most recently used is last. */
  #kept: Kept[] = [];

  constructor(backend: Backend, filters: FiltersOnDevice, network: NetworkShape) {
    this.#backend = backend;
    this.#filters = filters;
    this.#network = network;
  }

  /**
   * Gives `use` as many of `count` pictures of this size at a time as a program takes: n of them, from number `first` on.
   * @throws ShapeError when they are too small
   */
  async inRuns(
    size: PictureSize,
    wanted: Wanted,
    count: number,
    use: (program: NetworkProgram, first: number, n: number) => Promise<void>,
  ): Promise<void> {
    for (let first = 0; first < count; ) {
      // Looked up in every run: another call may have evicted it while this one waited.
      const { program, images } = this.#for(size, wanted, count - first);
      const n = Math.min(images, count - first);
      await use(program, first, n);
      first += n;
    }
  }

  /** The program for `count` pictures of this size, or as many of them as go in one run. */
  #for({ height, width }: PictureSize, wanted: Wanted, count: number): Kept {
    const plan = planOf(this.#network, height, width, 'images');
    const images = Math.min(count, imagesOfRun(plan, wanted, this.#backend));
    const key = JSON.stringify([wanted, height, width]);
    const found = this.#kept.find((one) => one.key === key);
    this.#kept = this.#kept.filter((one) => one !== found);
    if (found && found.images >= images) {
      this.#kept.push(found);
      return found;
    }
    found?.program.destroy();
    while (this.#kept.length >= MOST_PROGRAMS) this.#kept.shift()?.program.destroy();
    const kept = { key, images, program: new NetworkProgram(this.#backend, this.#filters, plan, wanted, images) };
    this.#kept.push(kept);
    return kept;
  }

  destroy(): void {
    for (const { program } of this.#kept.splice(0)) program.destroy();
  }
}
