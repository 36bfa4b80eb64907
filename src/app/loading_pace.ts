import type { Event } from '../worker/protocol.ts';

export type Loading = Extract<Event, { type: 'loading' }>;

/** How fast something is loaded or made. */
export interface LoadingPace {
  readonly perSecond: number;
  readonly secondsLeft: number;
}

/** What is shown of it. */
export type ShownLoading = Loading & { readonly pace: LoadingPace | undefined };

/** Milliseconds before a pace is told: what is over sooner needs none. */
const PATIENCE = 3000;

/** The pace of what is under way, by what is said of it. */
export class LoadingClock {
  #first: { readonly what: string; readonly done: number; readonly at: number } | undefined;

  /** @param now milliseconds @returns undefined while it is too early to tell, and when all is done */
  pace({ what, done, total }: Loading, now: number): LoadingPace | undefined {
    // What an earlier attempt left is there at once, and says nothing about the pace.
    if (this.#first?.what !== what || done < this.#first.done) this.#first = { what, done, at: now };
    const [more, milliseconds] = [done - this.#first.done, now - this.#first.at];
    if (milliseconds < PATIENCE || more <= 0 || done >= total) return undefined;
    const perSecond = (1000 * more) / milliseconds;
    return { perSecond, secondsLeft: (total - done) / perSecond };
  }

  /** What comes next begins anew, whatever it is called. */
  end(): void {
    this.#first = undefined;
  }
}
