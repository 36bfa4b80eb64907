import { ShapeError } from '../errors.ts';
import type { Backend, Buffer, RunSizes } from '../ops/backend.ts';
import type { Workspace } from '../ops/workspace.ts';
import type { BatchPlan } from './batch_plan.ts';
import type { Chunking } from './memory.ts';

const PARTS = ['imageRows', 'words', 'inputRows', 'targets', 'mask', 'previousRows', 'wordStarts', 'wordRows'] as const;
type PartName = (typeof PARTS)[number];

/** The integers of a batch plan on the device: one buffer, so that a step uploads them in one write. */
export class PlanBuffers {
  readonly parts: Readonly<Record<PartName, Buffer>>;
  readonly #backend: Backend;
  readonly #whole: Buffer;
  readonly #starts: readonly number[];
  readonly #host: Uint32Array;

  /** Room for `N` captions of `T` steps. */
  constructor(backend: Backend, workspace: Workspace, N: number, T: number) {
    const rows = N * T;
    const lengths: Record<PartName, number> = {
      imageRows: N,
      words: rows,
      inputRows: rows,
      targets: rows,
      mask: rows,
      previousRows: rows,
      wordStarts: rows + 1,
      wordRows: rows,
    };
    const { whole, parts, starts } = workspace.createParts(
      'plan',
      PARTS.map((name) => lengths[name]),
      'uint',
    );
    const part = (index: number): Buffer => {
      const buffer = parts[index];
      if (!buffer) throw new ShapeError({ where: 'plan', expected: `${PARTS.length} parts`, found: `${parts.length}` });
      return buffer;
    };
    this.parts = Object.fromEntries(PARTS.map((name, index) => [name, part(index)])) as Record<PartName, Buffer>;
    this.#backend = backend;
    this.#whole = whole;
    this.#starts = starts;
    this.#host = new Uint32Array(whole.length);
  }

  /** Uploads a plan; `imageRows[n]` is the feature row of the caption that became row n. */
  upload(plan: BatchPlan, imageRows: Uint32Array): void {
    const values: Record<PartName, Uint32Array> = { ...plan, imageRows };
    PARTS.forEach((name, index) => {
      this.#host.set(values[name], this.#starts[index] ?? 0);
    });
    this.#backend.write(this.#whole, this.#host);
  }
}

/** Name of a per-step or per-chunk size in a recorded program. */
export const at = (name: string, index: number): string => `${name}_${index}`;

/** The numbers behind every name that the training program uses, for one plan. */
export function runSizes(plan: BatchPlan, capacity: number, T: number, chunks: Chunking): RunSizes {
  const sizes: Record<string, number> = { M: plan.M, U: plan.U, scale: 1 / plan.captions };
  for (let t = 0; t < T; t++) {
    const first = plan.first[t] ?? 0;
    const rows = plan.rows[t] ?? 0;
    sizes[at('rows', t)] = rows;
    sizes[at('first', t)] = rows > 0 ? first : 0;
    sizes[at('out', t)] = rows > 0 ? capacity + first : 0;
  }
  for (let chunk = 0; chunk < chunks.count; chunk++) {
    const start = Math.min(chunk * chunks.rows, plan.M);
    sizes[at('chunk_rows', chunk)] = Math.min(chunks.rows, plan.M - start);
    sizes[at('chunk_first', chunk)] = start;
    sizes[at('chunk_state', chunk)] = capacity + start;
  }
  return sizes;
}
