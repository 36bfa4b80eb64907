import type { Backend, Buffer } from '../ops/backend.ts';
import { Workspace } from '../ops/workspace.ts';
import type { Filters, NetworkFile } from './network_file.ts';
import { INPUT_CHANNELS } from './plan.ts';

/** The weights of one convolution on a device: w (R, S, C, F) and b (F). */
export interface OnDevice {
  readonly F: number;
  readonly R: number;
  readonly w: Buffer;
  readonly b: Buffer;
}

/** Where the weights of each convolution lie, in any buffer. */
export interface FiltersOnDevice {
  of(name: string): OnDevice;
}

/** The weights of a network on a device. */
export class DeviceFilters implements FiltersOnDevice {
  readonly #workspace: Workspace;
  readonly #filters = new Map<string, OnDevice>();

  constructor(backend: Backend, { filters }: NetworkFile) {
    this.#workspace = new Workspace(backend);
    try {
      for (const [name, one] of filters) {
        // A picture has a channel of zeros more than the file's first weights know.
        const C = one.C === 3 ? INPUT_CHANNELS : one.C;
        const w = this.#workspace.create(`${name}.w`, one.R * one.R * C * one.F);
        const b = this.#workspace.create(`${name}.b`, one.F);
        backend.write(w, channelsLast(one, C));
        backend.write(b, one.bias);
        this.#filters.set(name, { F: one.F, R: one.R, w, b });
      }
    } catch (error) {
      this.destroy();
      throw error;
    }
  }

  of(name: string): OnDevice {
    return this.#filters.get(name) as OnDevice;
  }

  destroy(): void {
    this.#workspace.destroy();
  }
}

/** (F, C, R, S) → (R, S, padded C, F). */
export function channelsLast({ F, C, R, weight }: Filters, padded: number): Float32Array | Float64Array {
  const result =
    weight instanceof Float64Array ? new Float64Array(R * R * padded * F) : new Float32Array(R * R * padded * F);
  for (let f = 0; f < F; f++) {
    for (let c = 0; c < C; c++) {
      for (let place = 0; place < R * R; place++) {
        result[(place * padded + c) * F + f] = weight[(f * C + c) * R * R + place] ?? 0;
      }
    }
  }
  return result;
}
