/** Locks on runs: a held run is being trained, here or in another tab. */
export interface RunLocks {
  /** Whether the locks of other tabs are visible. If not, a run may be in progress elsewhere unnoticed. */
  readonly shared: boolean;
  /** Locks a run until the returned function is called; undefined when it is already locked. */
  hold(run: string): Promise<Release | undefined>;
  /** All locked runs. */
  held(): Promise<ReadonlySet<string>>;
}

/** Resolves when the run is no longer locked. */
export type Release = () => Promise<void>;

const PREFIX = 'fourgate run ';

/**
 * The locks of the browser, which end with the tab that holds them; where the browser has none, locks within this worker only.
 */
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
