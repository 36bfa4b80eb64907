import { answer, type Question } from './answers.ts';
import { BackendAtHand } from './backend_at_hand.ts';
import { DataAtHand } from './data_at_hand.ts';
import { dataOfRun } from './data_of_run.ts';
import { Errands } from './errands.ts';
import { failedEvent, faultOf, lostDevice } from './faults.ts';
import { KeptRuns } from './kept_runs.ts';
import { ModelAtHand } from './model_at_hand.ts';
import { Opened } from './opened.ts';
import type { Command, DataSource, Event, FailedEvent } from './protocol.ts';
import type { Run } from './run.ts';
import { planOf } from './run_plan.ts';
import { RunsReport } from './runs_report.ts';
import type { SessionParts } from './session_parts.ts';
import { datasetEvent } from './shown_pictures.ts';
import { trainRun } from './train_run.ts';
import { defaultsOf } from './training_data.ts';
import { attended, everyFewSeconds, type Ticker, type Watch } from './watch.ts';

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
  readonly #kept: KeptRuns;
  readonly #runs: RunsReport;
  readonly #ticker: Ticker;
  readonly #errands = new Errands();
  readonly #data = new DataAtHand();
  #task: Task = { stopped: false };
  /** Loads and runs, one after the other. */
  #work: Promise<void> = Promise.resolve();

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#backend = new BackendAtHand(parts.openBackend);
    this.#model = new ModelAtHand(this.#backend);
    this.#kept = new KeptRuns(parts.keeping);
    this.#runs = new RunsReport(this.#kept, parts.post);
    this.#ticker = parts.ticker ?? everyFewSeconds;
  }

  /**
   * Reports which adapter WebGPU has, or why there is none, and which runs are kept. To be called once, before any command.
   */
  greet(): void {
    const { post } = this.#parts;
    const webgpu = this.#attended(() => this.#backend.open('webgpu')).then(
      ({ adapter }) => adapter,
      (error: unknown) => ({ missing: faultOf(error, 'WebGPU') }),
    );
    this.#work = webgpu.then((found) => post({ type: 'ready', webgpu: found })).then(() => this.look());
  }

  /** Reports which runs are kept, if that has changed: other tabs and people change it too. */
  look(): Promise<void> {
    return this.#runs.look();
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
      case 'pictures':
        this.#data.takePictures(command.files);
        break;
      case 'open':
        this.#ask('open', () => this.#openCheckpoint(command));
        break;
      case 'forget':
        this.#ask('forget', () => this.#forget(command.run));
        break;
      case 'save':
      case 'evaluate':
      case 'describe':
      case 'explain':
      case 'network':
        this.#ask(command.type, () => this.#answer(command));
        break;
    }
  }

  /** Resolves when nothing is under way. */
  settled(): Promise<void> {
    return this.#work;
  }

  readonly #progress = (what: string, done: number, total: number) =>
    this.#parts.post({ type: 'loading', what, done, total });

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
    this.#model.network.forget();
    this.#data.close();
    const begin = performance.now();
    const loaded = await load(source, this.#progress);
    this.#data.take(loaded);
    post(datasetEvent(loaded, (performance.now() - begin) / 1000));
  }

  async #start(command: CommandOf<'start'>, task: Task): Promise<void> {
    const plan = planOf(command, this.#model, defaultsOf(this.#data.plain('start')));
    const source = await dataOfRun(plan, this.#data, this.#model.network, this.#progress);
    const { post } = this.#parts;
    const keeper = await this.#kept.take(command.resume ? this.#model.opened : undefined, post);
    this.#runs.keeper = keeper;
    const parts = { source, post, errands: this.#errands, paused: command.paused ?? false, ...(keeper && { keeper }) };
    const around = { backend: this.#backend, model: this.#model, ticker: this.#ticker };
    try {
      await trainRun({ ...plan, ...parts }, around, (run) => {
        task.run = run;
        if (task.stopped) run.stop();
      });
    } finally {
      task.run = this.#runs.keeper = undefined;
      await keeper?.close();
      if (keeper) await this.#runs.look();
    }
  }

  async #forget(run: string): Promise<undefined> {
    await this.#kept.forget(run).finally(() => this.#runs.look());
  }

  async #openCheckpoint({ file, backend }: CommandOf<'open'>): Promise<Event> {
    const opened =
      file instanceof File
        ? new Opened(new Uint8Array(await file.arrayBuffer()), file.name, {
            vocabulary: this.#data.vocabulary,
            backend,
          })
        : await this.#kept.open(file);
    const { run } = this.#task;
    this.#model.takeCheckpoint(opened, run);
    // Not a run that was asked for after it.
    run?.stop();
    return { type: 'opened', checkpoint: opened.summary };
  }

  #answer(question: Question): Promise<Event | undefined> {
    return this.#attended((watch) => {
      const post = (event: Event) => {
        watch.heard(false);
        this.#parts.post(event);
      };
      return answer(question, { model: this.#model, data: this.#data, post });
    });
  }

  /** Does work of a device that is given up if it does not answer. */
  #attended<T>(work: (watch: Watch) => Promise<T>): Promise<T> {
    const gone = (found: string) => {
      this.#backend.drop();
      return lostDevice(found);
    };
    return attended(this.#ticker, gone, work);
  }
}
