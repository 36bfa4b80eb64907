import type { Backend } from '../ops/backend.ts';
import type { DeviceFilters } from './device_filters.ts';
import type { NetworkFile } from './network_file.ts';
import { NetworkProgram, roomFor, type Wanted } from './network_program.ts';
import { type Plan, planOf } from './plan.ts';

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
  readonly #filters: DeviceFilters;
  readonly #file: NetworkFile;
  /** The one used last is last. */
  #kept: Kept[] = [];

  constructor(backend: Backend, filters: DeviceFilters, file: NetworkFile) {
    this.#backend = backend;
    this.#filters = filters;
    this.#file = file;
  }

  /** The program for `count` pictures of this size, or as many of them as go in one run. @throws ShapeError when they are too small */
  for({ height, width }: { readonly height: number; readonly width: number }, wanted: Wanted, count: number): Kept {
    const plan = planOf(this.#file, height, width, 'images');
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
