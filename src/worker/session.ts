import { readAhead } from '../data/feature_rows.ts';
import { FourgateError } from '../errors.ts';
import { OpenedCheckpoint } from '../runs/opened_checkpoint.ts';
import type { RunStorage } from '../runs/run_storage.ts';
import { RunStore } from '../runs/run_store.ts';
import type { RunWriter } from '../runs/run_writer.ts';
import type { DataSource } from '../sources/data_source.ts';
import { LoadedData } from '../sources/loaded_data.ts';
import type { TrainingData } from '../sources/training_data.ts';
import { attended, everyFewSeconds, type Ticker, trainRun, type Watch } from './attended_run.ts';
import type { CpuTrial } from './cpu_trial.ts';
import { datasetEvent } from './evaluation.ts';
import { failedEvent, lostDevice } from './faults.ts';
import { type Backends, CurrentBackend, CurrentModel } from './model.ts';
import { PendingWork } from './pacing.ts';
import type { Command, DescribedHow, Event, FailedEvent } from './protocol.ts';
import { answer, isDrawing, type Question } from './questions.ts';
import type { Run } from './run.ts';
import { dataOfRun, defaultsOf, planOf } from './run_settings.ts';

/** What a session needs. */
interface SessionParts extends Backends {
  readonly post: (event: Event) => void;
  readonly load: (
    source: DataSource,
    onProgress: (what: string, done: number, total: number) => void,
  ) => Promise<TrainingData>;
  /** Where runs are kept; without it none is kept. */
  readonly storage?: RunStorage;
  /** Compares runs on a software adapter with the CPU; without it none is. */
  readonly compare?: (trial: CpuTrial) => Promise<void>;
  /** How the time that a device may take to respond is counted. */
  readonly ticker?: Ticker;
}

/** A requested load or run, which may be stopped before it has begun. */
interface Task {
  stopped: boolean;
  run?: Run | undefined;
}

type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;

/** The worker's side of the protocol: holds one data set, one backend, one model and at most one run. */
export class Session {
  readonly #parts: SessionParts;
  readonly #backend: CurrentBackend;
  readonly #model: CurrentModel;
  readonly #kept: RunStore;
  readonly #runs: RunsReport;
  readonly #ticker: Ticker;
  readonly #pending = new PendingWork();
  readonly #data = new LoadedData();
  /** Drawings that are to be captioned, and wait for earlier questions. */
  #drawingsWaiting = 0;
  /** Described whenever a run captions the shown pictures. */
  #followed: DescribedHow | undefined;
  #task: Task = { stopped: false };
  /** Loads and runs, one after the other. */
  #work: Promise<void> = Promise.resolve();

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#backend = new CurrentBackend(parts);
    this.#model = new CurrentModel(this.#backend);
    this.#kept = new RunStore(parts.storage);
    this.#runs = new RunsReport(this.#kept, parts.post);
    this.#ticker = parts.ticker ?? everyFewSeconds;
  }

  /**
   * Reports which adapter WebGPU has, or why there is none, and which runs are kept. Call it once, before any command.
   */
  greet(): void {
    const { post } = this.#parts;
    const webgpu = this.#attended(() => this.#backend.find('webgpu')).then(
      ({ adapter }) => adapter,
      (error: unknown) => ({ missing: FourgateError.faultOf(error, 'WebGPU') }),
    );
    this.#work = webgpu.then((found) => post({ type: 'ready', webgpu: found })).then(() => this.look());
  }

  /** Reports which runs are kept, if that has changed: other tabs and the user change it too. */
  look(): Promise<void> {
    return this.#runs.look();
  }

  /**
   * Executes a command. `load`, `start` and a successful `open` end a run in progress; pause, resume, step and stop without
   * a run have arrived too late and are ignored.
   */
  handle(command: Command): void {
    switch (command.type) {
      case 'load':
        this.#enqueue('load', (task) => this.#load(command.source, task));
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
      case 'describe':
        this.#describe(command);
        break;
      case 'follow':
        this.#followed = command.picture;
        break;
      case 'save':
      case 'evaluate':
      case 'explain':
      case 'survey':
      case 'network':
        this.#ask(command.type, () => this.#answer(command));
        break;
    }
  }

  /** Resolves when nothing is in progress. */
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

  /** Does work between two steps of a run, or after earlier requests, and posts its result. */
  #ask(during: FailedEvent['during'], work: () => Promise<Event | undefined>): void {
    const { post } = this.#parts;
    void this.#pending.add(async () => {
      try {
        const event = await work();
        if (event) post(event);
      } catch (error) {
        post(failedEvent(error, during));
      }
    });
    this.#work = this.#work.then(() => this.#pending.runAll());
  }

  #describe(question: CommandOf<'describe'>): void {
    const drawn = isDrawing(question.own) ? 1 : 0;
    this.#drawingsWaiting += drawn;
    this.#ask('describe', () => {
      this.#drawingsWaiting -= drawn;
      return this.#answer(question);
    });
  }

  /** Describes the followed picture, if there is one; it is followed no more once that fails. */
  async #follow(): Promise<boolean> {
    const { post } = this.#parts;
    const picture = this.#followed;
    if (!picture) return false;
    try {
      const event = await this.#answer({ type: 'describe', ...picture });
      if (event?.type === 'described') post({ ...event, followed: true });
    } catch (error) {
      if (this.#followed === picture) this.#followed = undefined;
      post(failedEvent(error, 'describe'));
    }
    return true;
  }

  async #load(source: DataSource, task: Task): Promise<void> {
    const { post, load } = this.#parts;
    this.#model.release();
    this.#model.network.forget();
    this.#followed = undefined;
    this.#data.close();
    const begin = performance.now();
    const loaded = await load(source, this.#progress);
    this.#data.take(loaded);
    post(datasetEvent(loaded, (performance.now() - begin) / 1000));
    void this.#lookAhead(loaded, task);
  }

  /** Does what a run will need until one is requested, or other data: what fails here fails again then, and is reported. */
  async #lookAhead({ data }: TrainingData, task: Task): Promise<void> {
    // Nothing else may compute while kernels are timed.
    await this.#backend.prepare().catch(() => {});
    const matrices = Object.values(data.splits).map(({ features }) => features);
    await readAhead(matrices, () => !task.stopped).catch(() => {});
  }

  async #start(command: CommandOf<'start'>, task: Task): Promise<void> {
    const plan = planOf(command, this.#model, defaultsOf(this.#data.plain('start')));
    const source = await dataOfRun(plan, this.#data, this.#model.network, this.#progress);
    const { post, compare } = this.#parts;
    const writer = await this.#kept.take(command.resume ? this.#model.opened : undefined, {
      saved: (state) => post({ type: 'kept', ...state }),
      failed: (error) => post(failedEvent(error, 'keep')),
    });
    this.#runs.writer = writer;
    const parts = {
      source,
      post,
      pending: this.#pending,
      follow: () => this.#follow(),
      paused: command.paused ?? false,
      ...(writer && { writer }),
      ...(compare && { compare }),
    };
    const resources = { backend: this.#backend, model: this.#model, ticker: this.#ticker };
    try {
      await trainRun({ ...plan, ...parts }, resources, (run) => {
        task.run = run;
        if (task.stopped) run.stop();
      });
    } finally {
      task.run = this.#runs.writer = undefined;
      await writer?.close();
      if (writer) await this.#runs.look();
    }
  }

  async #forget(run: string): Promise<undefined> {
    await this.#kept.forget(run).finally(() => this.#runs.look());
  }

  async #openCheckpoint({ file, backend }: CommandOf<'open'>): Promise<Event> {
    const opened =
      file instanceof File
        ? await OpenedCheckpoint.read(new Uint8Array(await file.arrayBuffer()), file.name, {
            vocabulary: this.#data.vocabulary,
            backend,
          })
        : await this.#kept.open(file);
    const { run } = this.#task;
    this.#model.takeCheckpoint(opened, run);
    // Not a run that was requested after it.
    run?.stop();
    return { type: 'opened', checkpoint: opened.summary };
  }

  #answer(question: Question): Promise<Event | undefined> {
    return this.#attended((watch) => {
      const post = (event: Event) => {
        watch.heard(false);
        this.#parts.post(event);
      };
      const redrawn = () => this.#drawingsWaiting > 0;
      return answer(question, { model: this.#model, data: this.#data, post, redrawn });
    });
  }

  /** Does work on a device, which is abandoned if it does not respond. */
  #attended<T>(work: (watch: Watch) => Promise<T>): Promise<T> {
    const gone = (found: string) => {
      this.#backend.drop();
      return lostDevice(found);
    };
    return attended(this.#ticker, gone, work);
  }
}

/** Reports which runs are kept, whenever that has changed. */
class RunsReport {
  /** Keeps the run that this session trains. */
  writer: RunWriter | undefined;
  readonly #kept: RunStore;
  readonly #post: (event: Event) => void;
  #looking: Promise<void> = Promise.resolve();
  #reported = '';

  constructor(kept: RunStore, post: (event: Event) => void) {
    this.#kept = kept;
    this.#post = post;
  }

  /** Reads the kept runs, after all earlier readings, and reports what has changed. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { place } = this.#kept;
    const runs = await this.#kept.list().catch((error: unknown) => {
      // Denied storage stays denied, so one report is enough. Later failures are reported when a run is kept.
      if (this.#reported === '') this.#post(failedEvent(error, 'keep'));
      return [];
    });
    const event: Event = { type: 'runs', ...(place && { place }), runs };
    const found = JSON.stringify(event);
    if (found !== this.#reported) this.#post(event);
    this.#reported = found;
    if (this.writer && !runs.some(({ run }) => run === this.writer?.run)) this.writer.miss();
  }
}
