import type { Event } from '../src/worker/protocol.ts';

/** Events of a worker that wait for their one reader. */
export class EventQueue {
  /** Undefined once there is no reader. */
  #waiting: Event[] | undefined = [];
  #wake = () => {};

  push(event: Event): void {
    this.#waiting?.push(event);
    this.#wake();
  }

  /**
   * All events in their order, from the first on; to be read once.
   * @param gone rejects when none will come any more, and the reader receives the rejection
   */
  async *read(gone: Promise<never>): AsyncGenerator<Event, never> {
    try {
      for (;;) {
        const event = this.#waiting?.shift();
        if (event) yield event;
        else await Promise.race([this.#news(), gone]);
      }
    } finally {
      this.#waiting = undefined;
    }
  }

  #news(): Promise<void> {
    return new Promise((wake) => {
      this.#wake = wake;
    });
  }
}
