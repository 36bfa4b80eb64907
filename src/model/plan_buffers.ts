import { ShapeError } from '../errors.ts';
import type { Backend, Buffer } from '../ops/backend.ts';
import type { Workspace } from '../ops/workspace.ts';
import type { BatchPlan } from './batch_plan.ts';

const PARTS = ['imageRows', 'words', 'inputRows', 'targets', 'mask', 'previousRows', 'wordStarts', 'wordRows'] as const;
type PartName = (typeof PARTS)[number];

/** The integers of a batch plan on the device: one buffer, so that a step uploads them in one write. */
export class PlanBuffers {
  readonly parts: Readonly<Record<PartName, Buffer>>;
  readonly #backend: Backend;
  readonly #whole: Buffer;
  readonly #starts: readonly number[];
  #host: Uint32Array | undefined;

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
  }

  /** Uploads a plan; `imageRows[n]` is the feature row of the caption that became row n. */
  upload(plan: BatchPlan, imageRows: Uint32Array): void {
    this.#host ??= new Uint32Array(this.#whole.length);
    const host = this.#host;
    PARTS.forEach((name, index) => {
      host.set(name === 'imageRows' ? imageRows : plan[name], this.#starts[index] ?? 0);
    });
    this.#backend.write(this.#whole, host);
  }
}
