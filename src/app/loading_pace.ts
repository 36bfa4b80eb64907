import type { Event } from '../worker/protocol.ts';

export type Loading = Extract<Event, { type: 'loading' }>;

/** How fast something is loaded or made. */
export interface LoadingPace {
  readonly perSecond: number;
  readonly secondsLeft: number;
}

/** The displayed pace. */
export type ShownLoading = Loading & { readonly pace: LoadingPace | undefined };

/** Milliseconds before a pace is shown: shorter work needs none. */
const PATIENCE = 3000;

/** The pace of the work in progress, by its description. */
export class LoadingClock {
  #first: { readonly what: string; readonly done: number; readonly at: number } | undefined;

  /** @param now milliseconds @returns undefined while it is too early to know, and at the end */
  pace({ what, done, total }: Loading, now: number): LoadingPace | undefined {
    // Results of an earlier attempt are available at once, and do not count towards the pace.
    if (this.#first?.what !== what || done < this.#first.done) this.#first = { what, done, at: now };
    const [more, milliseconds] = [done - this.#first.done, now - this.#first.at];
    if (milliseconds < PATIENCE || more <= 0 || done >= total) return undefined;
    const perSecond = (1000 * more) / milliseconds;
    return { perSecond, secondsLeft: (total - done) / perSecond };
  }

  /** The next piece of work starts again, whatever its name. */
  end(): void {
    this.#first = undefined;
  }
}
