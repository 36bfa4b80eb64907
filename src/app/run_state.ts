import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { PageSettings } from '../client/address.ts';
import { LossHistory } from '../client/loss_history.ts';
import type { Fault } from '../errors.ts';
import type { RunOptions } from '../options/run_options.ts';
import type { CaptionedPicture, DataSource } from '../sources/data_source.ts';
import type {
  Command,
  DatasetSummary,
  Event,
  FailedEvent,
  FinishedEvent,
  SlowerEvent,
  StartedEvent,
  StepEvent,
} from '../worker/protocol.ts';
import { LoadingClock, type ShownLoading } from './loading_pace.ts';
import { type Phase, phaseAfter } from './phase.ts';

type Ready = Extract<Event, { type: 'ready' }>;

/** Data by origin: a data set that was made of photos is not one of files. */
export type LoadedKind = DataSource['kind'] | 'photos';

/** A fault to show, and what the page was doing. */
export interface ShownFault {
  readonly during: FailedEvent['during'];
  readonly name: string;
  readonly message: string;
  readonly fault?: Fault | undefined;
}

/** The data, the run on them, and what the page can request of both. */
export interface RunState {
  readonly phase: ReadonlySignal<Phase>;
  readonly webgpu: ReadonlySignal<Ready['webgpu'] | undefined>;
  readonly loading: ReadonlySignal<ShownLoading | undefined>;
  readonly dataset: ReadonlySignal<DatasetSummary | undefined>;
  /** Where the data set came from, or comes from while it loads. */
  readonly source: ReadonlySignal<LoadedKind>;
  /** The same, as an address has it. */
  readonly origin: ReadonlySignal<PageSettings['source']>;
  readonly started: ReadonlySignal<StartedEvent | undefined>;
  /** Whether the page waits for the device: for its adapter, or for the kernels of a run that has taken no step yet. */
  readonly preparing: ReadonlySignal<boolean>;
  /** Whether the run resumes a checkpoint or starts from its weights: its first loss is then not the first of the training. */
  readonly resumed: ReadonlySignal<boolean>;
  readonly latest: ReadonlySignal<StepEvent | undefined>;
  readonly finished: ReadonlySignal<FinishedEvent | undefined>;
  /** The adapter is slower than the CPU for the run in progress, or the last one. */
  readonly slower: ReadonlySignal<SlowerEvent | undefined>;
  readonly pictures: ReadonlySignal<readonly CaptionedPicture[]>;
  /** Step at which the captions were made; 0 before training. */
  readonly captionsAt: ReadonlySignal<number>;
  /** A fault of the data or of the run. */
  readonly fault: Signal<ShownFault | undefined>;
  /** Changes at most once per frame, when there are new points. */
  readonly points: ReadonlySignal<number>;
  readonly history: LossHistory;
  load(source: DataSource): void;
  /** `resume`: resumes the checkpoint that is open. `weights`: starts from its weights. */
  start(options: RunOptions, how?: Omit<Extract<Command, { type: 'start' }>, 'type' | 'options'>): void;
  /** Pictures of the data set: a network can be trained from them. */
  givePictures(files: readonly File[]): void;
  command(type: 'pause' | 'resume' | 'step' | 'stop'): void;
  take(event: Event): void;
}

export function createRunState(send: (command: Command) => void): RunState {
  return new State(send);
}

class State implements RunState {
  readonly phase = signal<Phase>('empty');
  readonly webgpu = signal<Ready['webgpu']>();
  readonly loading = signal<ShownLoading>();
  readonly dataset = signal<DatasetSummary>();
  readonly source = signal<LoadedKind>('scenes');
  readonly origin = signal<PageSettings['source']>({ kind: 'scenes' });
  readonly started = signal<StartedEvent>();
  readonly resumed = signal(false);
  readonly latest = signal<StepEvent>();
  readonly finished = signal<FinishedEvent>();
  readonly slower = signal<SlowerEvent>();
  readonly pictures = signal<readonly CaptionedPicture[]>([]);
  readonly captionsAt = signal(0);
  readonly fault = signal<ShownFault>();
  readonly points = signal(0);
  readonly history = new LossHistory();
  readonly preparing = computed(() => {
    const { value: phase } = this.phase;
    if (phase === 'loading') return this.webgpu.value === undefined;
    const waits = phase === 'starting' || (phase === 'running' && !this.latest.value);
    return waits && (this.started.value?.backend ?? this.#asked.value) === 'webgpu';
  });
  /** Where the run is to compute; undefined where its checkpoint says so. */
  readonly #asked = signal<StartedEvent['backend']>();
  readonly #send: (command: Command) => void;
  readonly #clock = new LoadingClock();
  #newest: StepEvent | undefined;
  #frame = 0;

  constructor(send: (command: Command) => void) {
    this.#send = send;
  }

  load(source: DataSource): void {
    this.history.clear();
    batch(() => {
      this.phase.value = 'loading';
      this.origin.value = originOf(source);
      this.source.value = this.origin.value.kind;
      this.#forgetRun();
      this.dataset.value = undefined;
      this.pictures.value = [];
      this.points.value += 1;
    });
    this.#send({ type: 'load', source });
  }

  start(options: RunOptions, how: Parameters<RunState['start']>[1] = {}): void {
    this.history.clear();
    batch(() => {
      this.phase.value = 'starting';
      this.#asked.value = how.resume ? undefined : (options.backend ?? 'webgpu');
      this.resumed.value = how.resume === true || how.weights === true;
      this.#forgetRun();
      this.loading.value = undefined;
      this.points.value += 1;
      this.captionsAt.value = 0;
      this.pictures.value = this.pictures.value.map(({ check: _, ...picture }) => ({ ...picture, caption: '' }));
    });
    this.#send({ type: 'start', options, ...how });
  }

  givePictures(files: readonly File[]): void {
    this.#send({ type: 'pictures', files });
  }

  command(type: 'pause' | 'resume' | 'step' | 'stop'): void {
    if (type === 'stop') this.phase.value = 'stopping';
    this.#send({ type });
  }

  take(event: Event): void {
    if (event.type === 'step') {
      this.history.push(event.step, event.loss);
      this.#newest = event;
      this.#frame ||= requestAnimationFrame(this.#showSteps);
      return;
    }
    this.#showSteps();
    this.phase.value = phaseAfter(this.phase.value, event);
    if (event.type !== 'ready' && event.type !== 'resumed') this.loading.value = undefined;
    if (event.type !== 'loading') this.#clock.end();
    this.#show(event);
  }

  /** What was known of the run before. */
  #forgetRun(): void {
    this.started.value = this.latest.value = this.finished.value = this.slower.value = this.fault.value = undefined;
  }

  /** Hundreds of steps may arrive per second: the page handles them once per frame. */
  readonly #showSteps = (): void => {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (!this.#newest) return;
    this.latest.value = this.#newest;
    this.points.value += 1;
    this.#newest = undefined;
  };

  #show(event: Event): void {
    switch (event.type) {
      case 'ready':
        this.webgpu.value = event.webgpu;
        break;
      case 'loading':
        this.loading.value = { ...event, pace: this.#clock.pace(event, performance.now()) };
        break;
      case 'dataset':
        this.dataset.value = event.summary;
        this.pictures.value = event.pictures;
        this.captionsAt.value = 0;
        break;
      case 'started':
        this.started.value = event;
        if (event.before) this.history.seed(event.before);
        this.points.value += 1;
        break;
      case 'opened':
        // Another model has taken the place of the run.
        if (this.fault.value?.during === 'run') this.fault.value = undefined;
        break;
      case 'slower':
        this.slower.value = event;
        break;
      case 'captions':
        this.#showCaptions(event);
        break;
      case 'finished':
        this.finished.value = event;
        this.#showCaptions(event);
        break;
      case 'failed':
        if (event.during === 'load' || event.during === 'run') this.fault.value = event;
        break;
    }
  }

  /** Pixels arrived with the data set; later events concern the same pictures. */
  #showCaptions({ pictures, step }: Extract<Event, { type: 'captions' | 'finished' }>): void {
    this.pictures.value = pictures.map((picture, i) => ({ ...this.pictures.value[i], ...picture }));
    this.captionsAt.value = step;
  }
}

function originOf(source: DataSource): PageSettings['source'] {
  if (source.kind === 'scenes') return source;
  const { files: _, photos, ...others } = source;
  return photos ? { kind: 'photos' } : others;
}
