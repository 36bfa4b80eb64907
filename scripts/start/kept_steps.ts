import { StorageError } from '../../src/errors.ts';
import { LATEST } from '../../src/runs/run_storage.ts';
import type { Event } from '../../src/worker/protocol.ts';
import { line } from './report.ts';

/** How far a run is, and how far it is kept in a folder: what a command says at its end. */
export class KeptSteps {
  readonly #path: string;
  #reached: number;
  #kept: number | undefined;
  #fault: string | undefined;

  /**
   * @param path the folder
   * @param resumed the step that is kept already, of a run to resume
   */
  constructor(path: string, resumed?: number) {
    this.#path = path;
    this.#kept = resumed;
    this.#reached = resumed ?? 0;
  }

  /** Takes note of an event of the worker. */
  take(event: Event): void {
    switch (event.type) {
      case 'started':
        this.#fault = undefined;
        break;
      case 'step':
        this.#reached = event.step;
        break;
      case 'kept':
        this.#kept = event.step;
        this.#fault = undefined;
        break;
      case 'finished':
        // The final look into the folder is authoritative.
        this.#kept = event.keptStep;
        break;
      case 'failed':
        if (event.during === 'keep') this.#fault = event.fault?.found ?? event.message;
        break;
    }
  }

  /** What a command says at its end, however it ends. */
  get lines(): readonly string[] {
    return this.#reached === 0 ? [] : [line('kept', this.#words)];
  }

  /** What is kept, and where. */
  get #words(): string {
    if (this.#kept === undefined) return `nothing of this run is kept in ${this.#path}`;
    return `step ${this.#kept} of this run is kept in ${this.#path}, as ${LATEST}: --resume continues from there`;
  }

  /** @throws StorageError when the last step is not kept, on which the caller relies */
  check(): void {
    if (this.#kept === this.#reached) return;
    throw new StorageError({
      where: this.#path,
      expected: `step ${this.#reached} to be kept`,
      found: this.#fault ?? 'that it no longer exists',
      remedy: `In the end ${this.#words}.`,
    });
  }
}
