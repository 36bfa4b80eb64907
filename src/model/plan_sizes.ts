import type { RunSizes } from '../ops/backend.ts';
import type { BatchPlan } from './batch_plan.ts';
import type { Chunking } from './memory.ts';

/** Name of a per-step or per-chunk size in a recorded program. */
export const at = (name: string, index: number): string => `${name}_${index}`;

/** The names of the sizes of one step or chunk. */
const namesAt = <N extends string>(names: readonly N[], index: number) =>
  Object.fromEntries(names.map((name) => [name, at(name, index)])) as Readonly<Record<N, string>>;

/**
 * The numbers behind every name that a recorded step uses. Names are made once, and so is the record of a run: rebuilding
 * one of some sixty names would take as long as the rest of the host's work in a step.
 */
export class PlanSizes {
  readonly #capacity: number;
  readonly #chunking: Chunking;
  readonly #steps: readonly Readonly<Record<'rows' | 'first' | 'out', string>>[];
  readonly #chunks: readonly Readonly<Record<'chunk_rows' | 'chunk_first' | 'chunk_state', string>>[];
  readonly #record: Record<string, number> = {};
  #added: RunSizes = {};

  /** Of a step that was recorded for `capacity` captions of `T` steps. */
  constructor(capacity: number, T: number, chunking: Chunking) {
    this.#capacity = capacity;
    this.#chunking = chunking;
    this.#steps = Array.from({ length: T }, (_, t) => namesAt(['rows', 'first', 'out'], t));
    this.#chunks = Array.from({ length: chunking.count }, (_, chunk) =>
      namesAt(['chunk_rows', 'chunk_first', 'chunk_state'], chunk),
    );
  }

  /** The sizes of a run: a plan's, and those of the calls that were added to the step. Holds until the next one is asked for. */
  ofRun(plan: BatchPlan, added: RunSizes = {}, pictures = plan.captions): RunSizes {
    const sizes = this.#record;
    for (const name of Object.keys(this.#added)) if (!(name in added)) delete sizes[name];
    this.#added = added;
    this.#fill(sizes, plan, pictures);
    return Object.assign(sizes, added);
  }

  /** A record of its own. */
  of(plan: BatchPlan, pictures = plan.captions): RunSizes {
    const sizes: Record<string, number> = {};
    this.#fill(sizes, plan, pictures);
    return sizes;
  }

  #fill(sizes: Record<string, number>, plan: BatchPlan, pictures: number): void {
    const capacity = this.#capacity;
    sizes.M = plan.M;
    sizes.U = plan.U;
    sizes.pictures = pictures;
    sizes.scale = 1 / plan.captions;
    for (const [t, names] of this.#steps.entries()) {
      const first = plan.first[t] ?? 0;
      const rows = plan.rows[t] ?? 0;
      sizes[names.rows] = rows;
      sizes[names.first] = rows > 0 ? first : 0;
      sizes[names.out] = rows > 0 ? capacity + first : 0;
    }
    for (const [chunk, names] of this.#chunks.entries()) {
      const start = Math.min(chunk * this.#chunking.rows, plan.M);
      sizes[names.chunk_rows] = Math.min(this.#chunking.rows, plan.M - start);
      sizes[names.chunk_first] = start;
      sizes[names.chunk_state] = capacity + start;
    }
  }
}
