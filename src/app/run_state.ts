import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
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
  StartedEvent,
  StepEvent,
} from '../worker/protocol.ts';
import { LoadingClock, type ShownLoading } from './loading_pace.ts';
import { type Phase, phaseAfter } from './phase.ts';

type Ready = Extract<Event, { type: 'ready' }>;

/** Data by where they came from: a data set that was made of photos is not one of files. */
export type LoadedKind = DataSource['kind'] | 'photos';

/** A fault to show, and what the page was at. */
export interface ShownFault {
  readonly during: FailedEvent['during'];
  readonly name: string;
  readonly message: string;
  readonly fault?: Fault | undefined;
}

/** The data, the run over them, and what can be asked of both. */
export interface RunState {
  readonly phase: ReadonlySignal<Phase>;
  readonly webgpu: ReadonlySignal<Ready['webgpu'] | undefined>;
  readonly loading: ReadonlySignal<ShownLoading | undefined>;
  readonly dataset: ReadonlySignal<DatasetSummary | undefined>;
  /** Where the data set came from, or comes from while it loads. */
  readonly source: ReadonlySignal<LoadedKind>;
  readonly started: ReadonlySignal<StartedEvent | undefined>;
  /** Whether the run resumes a checkpoint or starts from its weights: its first loss is then not the first of the training. */
  readonly resumed: ReadonlySignal<boolean>;
  readonly latest: ReadonlySignal<StepEvent | undefined>;
  readonly finished: ReadonlySignal<FinishedEvent | undefined>;
  readonly pictures: ReadonlySignal<readonly CaptionedPicture[]>;
  /** Step at which the captions were made; 0 before training. */
  readonly captionsAt: ReadonlySignal<number>;
  /** A fault of the data or of the run. */
  readonly fault: Signal<ShownFault | undefined>;
  /** Changes at most once a frame, when there are new points. */
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
  const phase = signal<Phase>('empty');
  const webgpu = signal<Ready['webgpu']>();
  const loading = signal<ShownLoading>();
  const clock = new LoadingClock();
  const dataset = signal<DatasetSummary>();
  const source = signal<LoadedKind>('scenes');
  const started = signal<StartedEvent>();
  const resumed = signal(false);
  const latest = signal<StepEvent>();
  const finished = signal<FinishedEvent>();
  const pictures = signal<readonly CaptionedPicture[]>([]);
  const captionsAt = signal(0);
  const fault = signal<ShownFault>();
  const points = signal(0);
  const history = new LossHistory();
  let newest: StepEvent | undefined;
  let frame = 0;

  /** Steps may come by the hundred a second: the page looks at them once a frame. */
  const showSteps = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    if (!newest) return;
    latest.value = newest;
    points.value += 1;
    newest = undefined;
  };
  /** Pixels came with the data set; later events are about the same pictures. */
  const showCaptions = (event: Extract<Event, { type: 'captions' | 'finished' }>) => {
    pictures.value = event.pictures.map((picture, i) => ({ ...pictures.value[i], ...picture }));
    captionsAt.value = event.step;
  };
  const show = (event: Event) => {
    switch (event.type) {
      case 'ready':
        webgpu.value = event.webgpu;
        break;
      case 'loading':
        loading.value = { ...event, pace: clock.pace(event, performance.now()) };
        break;
      case 'dataset':
        dataset.value = event.summary;
        pictures.value = event.pictures;
        captionsAt.value = 0;
        break;
      case 'started':
        started.value = event;
        break;
      case 'captions':
        showCaptions(event);
        break;
      case 'finished':
        finished.value = event;
        showCaptions(event);
        break;
      case 'failed':
        if (event.during === 'load' || event.during === 'run') fault.value = event;
        break;
    }
  };

  return {
    ...{ phase, webgpu, loading, dataset, source, started, resumed, latest, finished, pictures, captionsAt, fault },
    points: computed(() => points.value),
    history,
    load(wanted) {
      history.clear();
      batch(() => {
        phase.value = 'loading';
        source.value = wanted.kind === 'files' && wanted.photos ? 'photos' : wanted.kind;
        dataset.value = started.value = latest.value = finished.value = fault.value = undefined;
        pictures.value = [];
        points.value += 1;
      });
      send({ type: 'load', source: wanted });
    },
    start(options, how = {}) {
      history.clear();
      batch(() => {
        phase.value = 'starting';
        resumed.value = how.resume === true || how.weights === true;
        fault.value = finished.value = latest.value = started.value = loading.value = undefined;
        points.value += 1;
        captionsAt.value = 0;
        pictures.value = pictures.value.map(({ right: _, ...picture }) => ({ ...picture, caption: '' }));
      });
      send({ type: 'start', options, ...how });
    },
    givePictures(files) {
      send({ type: 'pictures', files });
    },
    command(type) {
      if (type === 'stop') phase.value = 'stopping';
      send({ type });
    },
    take(event) {
      if (event.type === 'step') {
        history.push(event.step, event.loss);
        newest = event;
        frame ||= requestAnimationFrame(showSteps);
        return;
      }
      showSteps();
      phase.value = phaseAfter(phase.value, event);
      if (event.type !== 'ready' && event.type !== 'resumed') loading.value = undefined;
      if (event.type !== 'loading') clock.end();
      show(event);
    },
  };
}
