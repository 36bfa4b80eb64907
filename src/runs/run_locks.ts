/** Who trains which run: one that is held is alive, here or in another tab. */
export interface RunLocks {
  /** Whether the holds of other tabs are seen. If not, nobody can tell whether a run is alive elsewhere. */
  readonly shared: boolean;
  /** Holds a run until what comes back is called; undefined when it is held already. */
  hold(run: string): Promise<Release | undefined>;
  /** Every run that is held. */
  held(): Promise<ReadonlySet<string>>;
}

/** Resolves when the run is held no longer. */
export type Release = () => Promise<void>;

const PREFIX = 'fourgate run ';

/** The locks of the browser, which end with the tab that holds them; those of this worker alone where there are none. */
export function runLocks(locks: LockManager | undefined = globalThis.navigator?.locks): RunLocks {
  return locks ? browserLocks(locks) : ownLocks();
}

function browserLocks(locks: LockManager): RunLocks {
  return {
    shared: true,
    hold: (run) =>
      new Promise((resolve, reject) => {
        const over: Promise<void> = locks.request(`${PREFIX}${run}`, { ifAvailable: true }, (lock) => {
          if (!lock) return resolve(undefined);
          return new Promise<void>((release) =>
            resolve(() => {
              release();
              return over;
            }),
          );
        });
        over.catch(reject);
      }),
    async held() {
      const { held = [] } = await locks.query();
      const names = held.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []));
      return new Set(names);
    },
  };
}

function ownLocks(): RunLocks {
  const own = new Set<string>();
  return {
    shared: false,
    async hold(run) {
      if (own.has(run)) return undefined;
      own.add(run);
      return async () => void own.delete(run);
    },
    held: async () => new Set(own),
  };
}
