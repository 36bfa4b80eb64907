import { spreadImages } from '../data/references.ts';
import { OptionError } from '../errors.ts';
import type { Backend } from '../ops/backend.ts';
import { answer, loaded, type Question } from './answers.ts';
import { BackendAtHand } from './backend_at_hand.ts';
import { Errands } from './errands.ts';
import { failedEvent, faultOf, lostDevice } from './faults.ts';
import type { Keeping } from './keeper.ts';
import { KeptCheckpoints } from './kept_checkpoints.ts';
import { ModelAtHand } from './model_at_hand.ts';
import { Opened } from './opened.ts';
import type { Command, DataSource, Event, FailedEvent } from './protocol.ts';
import { Run, SHOWN_PICTURES } from './run.ts';
import { resumedSettings, sizesOf, withDefaults } from './run_options.ts';
import { heldOutSplit, summaryOf, type TrainingData } from './training_data.ts';

/** What a session is given to work with. */
export interface SessionParts {
  readonly post: (event: Event) => void;
  readonly load: (
    source: DataSource,
    onProgress: (what: string, done: number, total: number) => void,
  ) => Promise<TrainingData>;
  readonly openBackend: (kind: 'webgpu' | 'cpu') => Promise<Backend>;
  /** Where checkpoints are kept; without it none are. */
  readonly keeping?: Keeping;
}

/** A load or a run that was asked for: it may be told to stop before it has begun. */
interface Task {
  stopped: boolean;
  run?: Run | undefined;
}

type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;

/** The worker's side of the protocol: holds one data set, one backend, one model and at most one run. */
export class Session {
  readonly #parts: SessionParts;
  readonly #backend: BackendAtHand;
  readonly #model: ModelAtHand;
  readonly #kept: KeptCheckpoints;
  readonly #errands = new Errands();
  #source: TrainingData | undefined;
  #task: Task = { stopped: false };
  /** Loads and runs, one after the other. */
  #work: Promise<void> = Promise.resolve();

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#backend = new BackendAtHand(parts.openBackend);
    this.#model = new ModelAtHand(this.#backend);
    this.#kept = new KeptCheckpoints(parts.keeping?.store);
  }

  /**
   * Tells which adapter WebGPU has, or why there is none, and what was kept of an earlier run. To be called once, before
   * any command.
   */
  greet(): void {
    const { post } = this.#parts;
    const webgpu = this.#backend.open('webgpu').then(
      ({ adapter }) => adapter,
      (error: unknown) => ({ missing: faultOf(error, 'WebGPU') }),
    );
    const kept = this.#kept.summary().catch((error: unknown) => failedEvent(error, 'open'));
    this.#work = Promise.all([webgpu, kept]).then(([adapter, found]) => {
      const failed = found && 'type' in found ? found : undefined;
      post({ type: 'ready', webgpu: adapter, ...(found && !('type' in found) ? { kept: found } : {}) });
      if (failed) post(failed);
    });
  }

  /**
   * Does what a command says. `load`, `start` and a good `open` end a run that is under way; pause, resume, step and stop
   * that find no run come late and are let be.
   */
  handle(command: Command): void {
    switch (command.type) {
      case 'load':
        this.#enqueue('load', () => this.#load(command.source));
        break;
      case 'start':
        this.#enqueue('run', (task) => this.#start(command, task));
        break;
      case 'stop':
        this.#stop();
        break;
      case 'pause':
      case 'resume':
      case 'step':
        this.#task.run?.[command.type]();
        break;
      case 'open':
        this.#ask('open', () => this.#openCheckpoint(command));
        break;
      case 'save':
      case 'forget':
      case 'evaluate':
      case 'describe':
        this.#ask(command.type === 'forget' ? 'save' : command.type, () => this.#answer(command));
        break;
    }
  }

  /** Resolves when nothing is under way. */
  settled(): Promise<void> {
    return this.#work;
  }

  #stop(): void {
    this.#task.stopped = true;
    this.#task.run?.stop();
  }

  #enqueue(during: FailedEvent['during'], work: (task: Task) => Promise<void>): void {
    this.#stop();
    const task: Task = { stopped: false };
    this.#task = task;
    this.#work = this.#work
      .then(() => work(task))
      .catch((error: unknown) => this.#parts.post(failedEvent(error, during)));
  }

  /** Does work between two steps of a run, or after what was asked for before, and posts what comes of it. */
  #ask(during: FailedEvent['during'], work: () => Promise<Event | undefined>): void {
    const { post } = this.#parts;
    void this.#errands.add(async () => {
      try {
        const event = await work();
        if (event) post(event);
      } catch (error) {
        post(failedEvent(error, during));
      }
    });
    this.#work = this.#work.then(() => this.#errands.runAll());
  }

  async #load(source: DataSource): Promise<void> {
    const { post, load } = this.#parts;
    this.#model.release();
    this.#source?.data.close();
    this.#source = undefined;
    const begin = performance.now();
    const came = await load(source, (what, done, total) => post({ type: 'loading', what, done, total }));
    this.#source = came;
    const { data, picture, pixels } = came;
    const split = heldOutSplit(data);
    const pictures = spreadImages(split, SHOWN_PICTURES).map((image) => ({
      ...picture(split.name, image),
      ...(pixels ? { pixels: pixels(split.name, image) } : {}),
      caption: '',
    }));
    post({ type: 'dataset', summary: summaryOf(data, (performance.now() - begin) / 1000), pictures });
  }

  async #start(command: CommandOf<'start'>, task: Task): Promise<void> {
    const { options, paused = false } = command;
    if (command.resume && command.weights) {
      throw new OptionError({ where: 'start', expected: 'resume or weights', found: 'both' });
    }
    const from = command.resume ? this.#model.resumable() : undefined;
    const weights = command.weights ? this.#model.weights() : undefined;
    const settings = from
      ? resumedSettings(from.record.options, options)
      : withDefaults({ ...(weights && sizesOf(weights)), ...options });
    const source = loaded(this.#source, 'start');
    const { post, keeping } = this.#parts;
    this.#model.release();
    const backend = await this.#backend.open(settings.backend);
    const parts = { backend, source, settings, post, errands: this.#errands, paused };
    const run = new Run({ ...parts, ...(from && { from }), ...(weights && { weights }), ...(keeping && { keeping }) });
    this.#model.takeRun(run);
    task.run = run;
    if (task.stopped) run.stop();
    const training = run.train();
    const lost = backend.lost.then((reason) => {
      run.abandon();
      this.#model.lose(run);
      throw lostDevice(reason);
    });
    try {
      await Promise.race([training, lost]);
    } finally {
      task.run = undefined;
      // A checkpoint took its place, or its device is gone.
      if (!this.#model.isOf(run)) void training.catch(() => {}).then(() => run.destroy());
    }
  }

  async #openCheckpoint({ file, backend }: CommandOf<'open'>): Promise<Event> {
    const opened =
      typeof file === 'string'
        ? await this.#kept.open(file)
        : new Opened(new Uint8Array(await file.arrayBuffer()), file.name, this.#source?.data.vocabulary, backend);
    const { run } = this.#task;
    this.#model.takeCheckpoint(opened, run);
    // Not a run that was asked for after it.
    run?.stop();
    return { type: 'opened', checkpoint: opened.summary };
  }

  #answer(question: Question): Promise<Event | undefined> {
    const { post } = this.#parts;
    return answer(question, { model: this.#model, kept: this.#kept, source: this.#source, post });
  }
}
