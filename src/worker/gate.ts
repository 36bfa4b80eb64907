/**
 * Holds a run before its next step: paused, or let through for a number of steps. The trainer asks before each step
 * and tells when a step's loss is back; between the two, several steps are under way.
 */
export class Gate {
  #allowed: number;
  #begun: number;
  #reported: number;
  #landed: (() => void) | undefined;
  #reopened: (() => void) | undefined;

  /** @param done steps that are behind the run when it begins */
  constructor(allowed = Number.POSITIVE_INFINITY, done = 0) {
    this.#allowed = allowed;
    this.#begun = done;
    this.#reported = done;
  }

  /** Steps that have begun. */
  get begun(): number {
    return this.#begun;
  }

  /** Steps that may still begin. */
  get allowed(): number {
    return this.#allowed;
  }

  /** Whether steps have begun that are not reported yet. */
  get flying(): boolean {
    return this.#begun > this.#reported;
  }

  /** Lets so many more steps begin; 0 pauses. */
  allow(steps: number): void {
    this.#allowed = steps;
    if (steps > 0) {
      this.#reopened?.();
      this.#reopened = undefined;
    }
  }

  /** To be called when a step begins. */
  begin(): void {
    this.#begun += 1;
    this.#allowed -= 1;
  }

  /** To be called when a step's loss is known. */
  report(): void {
    this.#reported += 1;
    if (this.flying) return;
    this.#landed?.();
    this.#landed = undefined;
  }

  /** Resolves when every step that began is reported. */
  async landed(): Promise<void> {
    if (this.flying) {
      await new Promise<void>((resolve) => {
        this.#landed = resolve;
      });
    }
  }

  /** Resolves when a step may begin. */
  async reopened(): Promise<void> {
    if (this.#allowed <= 0) {
      await new Promise<void>((resolve) => {
        this.#reopened = resolve;
      });
    }
  }
}
