import { DataError } from '../../src/errors.ts';
import type { Backend } from '../../src/ops/backend.ts';
import type { RunOptions } from '../../src/options/run_options.ts';
import type { RunStorage } from '../../src/runs/run_storage.ts';
import { type CpuPace, compareWithCpu } from '../../src/worker/cpu_trial.ts';
import type { Command, Event } from '../../src/worker/protocol.ts';
import { Session } from '../../src/worker/session.ts';
import { MemoryLocks, type MemoryStore } from './memory_store.ts';
import { MortalBackend } from './mortal_backend.ts';
import { smallData } from './small_data.ts';

/** Lets everyone go on who has something to do, again and again: a run that is not held comes far in so many turns. */
export async function turns(count = 100): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setTimeout(resolve));
}

/** What its sessions compute with, and what they are told of the CPU. */
interface DeskDevice {
  readonly cpuPace?: CpuPace;
  readonly kind?: 'gpu' | 'software' | 'cpu';
}

/** A session over small data, with everything it says. */
export class Desk {
  readonly events: Event[] = [];
  readonly data: ReturnType<typeof smallData>;
  readonly session: Session;
  opened = 0;
  /** Opened last. */
  backend = new MortalBackend();
  /** Called with every event; for answers that must come at once. */
  answer: (event: Event) => void = () => {};

  /** Finds the fastest kernels of a backend. */
  choose: (backend: Backend) => Promise<void> = async () => {};

  readonly #kind: NonNullable<DeskDevice['kind']>;

  /** Calls of a ticker: what counts as the time that a device may take to answer. */
  tick: () => void = () => {};

  constructor(
    store?: MemoryStore,
    { place = 'browser', locks = new MemoryLocks(), makeRoom }: Partial<RunStorage> = {},
    data = smallData(),
    { cpuPace, kind = 'cpu' }: DeskDevice = {},
  ) {
    this.data = data;
    this.#kind = kind;
    this.session = new Session({
      post: (event) => {
        this.events.push(event);
        this.answer(event);
      },
      load: async ({ kind }, onProgress) => {
        onProgress('drawing', 1, 2);
        if (kind === 'scenes') return this.data;
        throw new DataError({ where: 'captions.h5', expected: 'HDF5', found: 'text' });
      },
      openBackend: async () => this.#open(),
      chooseFastest: (backend) => this.choose(backend),
      ...(cpuPace && { compare: (trial) => compareWithCpu(trial, cpuPace) }),
      ticker: (tick) => {
        this.tick = tick;
        return () => {};
      },
      ...(store ? { storage: { store, place, locks, ...(makeRoom && { makeRoom }) } } : {}),
    });
  }

  /** One whose data are there. */
  static async loaded(
    store?: MemoryStore,
    storage: Partial<RunStorage> = {},
    data = smallData(),
    device: DeskDevice = {},
  ): Promise<Desk> {
    const desk = new Desk(store, storage, data, device);
    desk.session.handle({ type: 'load', source: { kind: 'scenes' } });
    await desk.session.settled();
    return desk;
  }

  #open(): Backend {
    this.opened += 1;
    this.backend = new MortalBackend(this.#kind);
    return this.backend;
  }

  of<T extends Event['type']>(type: T): Extract<Event, { type: T }>[] {
    return this.events.filter((event): event is Extract<Event, { type: T }> => event.type === type);
  }

  /** Resolves once `holds` does. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await turns(1);
  }

  /** Resolves once there were so many events of a type. */
  came(type: Event['type'], count = 1): Promise<void> {
    return this.until(() => this.of(type).length >= count);
  }

  /** Sends commands and waits for what comes of them. */
  async tell(...commands: readonly Command[]): Promise<void> {
    for (const command of commands) this.session.handle(command);
    await this.session.settled();
  }

  async run(options: RunOptions, paused = false): Promise<void> {
    this.session.handle({ type: 'start', options, paused });
    await this.session.settled();
  }
}
