import { spreadImages } from '../data/references.ts';
import { OptionError } from '../errors.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { Backend } from '../ops/backend.ts';
import { describePicture } from './description.ts';
import { Errands } from './errands.ts';
import { evaluateModel } from './evaluation.ts';
import { failedEvent, faultOf, lostDevice } from './faults.ts';
import type { Command, DataSource, Event, FailedEvent } from './protocol.ts';
import { Run, SHOWN_PICTURES } from './run.ts';
import { withDefaults } from './run_options.ts';
import { heldOutSplit, splitOf, summaryOf, type TrainingData } from './training_data.ts';

/** What a session is given to work with. */
export interface SessionParts {
  readonly post: (event: Event) => void;
  readonly load: (
    source: DataSource,
    onProgress: (what: string, done: number, total: number) => void,
  ) => Promise<TrainingData>;
  readonly openBackend: (kind: 'webgpu' | 'cpu') => Promise<Backend>;
}

/** A load or a run that was asked for: it may be told to stop before it has begun. */
interface Task {
  stopped: boolean;
  run?: Run;
}

/** The worker's side of the protocol: holds one data set, one backend and at most one run. */
export class Session {
  readonly #parts: SessionParts;
  #source: TrainingData | undefined;
  #backend: Backend | undefined;
  #task: Task = { stopped: false };
  /** The last run, whose model stays until something takes its place. */
  #last: Run | undefined;
  readonly #errands = new Errands();
  /** Loads and runs, one after the other. */
  #work: Promise<void> = Promise.resolve();

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** Tells which adapter WebGPU has, or why there is none. To be called once, before any command. */
  greet(): void {
    this.#work = this.#open('webgpu').then(
      ({ adapter }) => this.#parts.post({ type: 'ready', webgpu: adapter }),
      (error: unknown) => this.#parts.post({ type: 'ready', webgpu: { missing: faultOf(error, 'WebGPU') } }),
    );
  }

  /**
   * Does what a command says. `load` and `start` end a run that is under way; pause, resume, step and stop that find no
   * run come late and are let be.
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
      case 'evaluate':
        this.#ask('evaluate', () => this.#evaluate(command));
        break;
      case 'describe':
        this.#ask('describe', () => this.#describe(command));
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

  /** Does work between two steps of a run, or after what was asked for before. */
  #ask(during: FailedEvent['during'], work: () => Promise<Event>): void {
    const { post } = this.#parts;
    void this.#errands.add(() => work().then(post, (error: unknown) => post(failedEvent(error, during))));
    this.#work = this.#work.then(() => this.#errands.runAll());
  }

  async #evaluate({ split, ...asked }: Extract<Command, { type: 'evaluate' }>): Promise<Event> {
    const [model, source] = this.#modelAndData('evaluate');
    const { post } = this.#parts;
    return evaluateModel(model, source, splitOf(source.data, split), asked, (what, done, total) =>
      post({ type: 'loading', what, done, total }),
    );
  }

  async #describe({ split, image, decoding }: Extract<Command, { type: 'describe' }>): Promise<Event> {
    const [model, source] = this.#modelAndData('describe');
    return describePicture(model, source, splitOf(source.data, split), image, decoding);
  }

  /** @throws OptionError when there is nothing to ask, or nothing to ask about. */
  #modelAndData(where: string): [CaptioningRNN, TrainingData] {
    if (!this.#source) throw new OptionError({ where, expected: 'data that are loaded', found: 'none' });
    if (!this.#last) throw new OptionError({ where, expected: 'a model: a run or a checkpoint', found: 'none' });
    return [this.#last.model, this.#source];
  }

  async #load(source: DataSource): Promise<void> {
    const { post, load } = this.#parts;
    this.#forgetModel();
    this.#source?.data.close();
    this.#source = undefined;
    const begin = performance.now();
    const loaded = await load(source, (what, done, total) => post({ type: 'loading', what, done, total }));
    this.#source = loaded;
    const split = heldOutSplit(loaded.data);
    const pictures = spreadImages(split, SHOWN_PICTURES).map((image) => ({
      ...loaded.picture(split.name, image),
      ...(loaded.pixels ? { pixels: loaded.pixels(split.name, image) } : {}),
      caption: '',
    }));
    post({ type: 'dataset', summary: summaryOf(loaded.data, (performance.now() - begin) / 1000), pictures });
  }

  async #start({ options, paused = false }: Extract<Command, { type: 'start' }>, task: Task): Promise<void> {
    const all = withDefaults(options);
    if (!this.#source) {
      throw new OptionError({ where: 'start', expected: 'data that are loaded', found: 'none' });
    }
    this.#forgetModel();
    const backend = await this.#open(all.backend);
    const { post } = this.#parts;
    const run = new Run({ backend, source: this.#source, settings: all, post, errands: this.#errands, paused });
    this.#last = run;
    task.run = run;
    if (task.stopped) run.stop();
    const training = run.train();
    const lost = backend.lost.then((reason) => {
      run.abandon();
      this.#last = undefined;
      void training.catch(() => {}).then(() => run.destroy());
      throw lostDevice(reason);
    });
    await Promise.race([training, lost]);
  }

  #forgetModel(): void {
    this.#last?.destroy();
    this.#last = undefined;
  }

  /** A backend of this kind: the one at hand, unless it is of the other kind or was lost. */
  async #open(kind: 'webgpu' | 'cpu'): Promise<Backend> {
    if (this.#backend?.kind === kind) return this.#backend;
    this.#backend?.destroy();
    this.#backend = undefined;
    const backend = await this.#parts.openBackend(kind);
    this.#backend = backend;
    void backend.lost.then(() => {
      if (this.#backend === backend) this.#backend = undefined;
    });
    return backend;
  }
}
