import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { tellDriver } from '../client/bridge.ts';
import type { Connection } from '../client/connection.ts';
import type { NamedCurve } from '../client/logged_run.ts';
import type { RunRequest } from '../client/run_request.ts';
import type { Command, Event } from '../worker/protocol.ts';
import { type CheckpointState, createCheckpointState } from './checkpoint_state.ts';
import { createDecodingState, type DecodingState } from './decoding_state.ts';
import { createDescriptionState, type DescriptionState } from './description_state.ts';
import { download } from './download.ts';
import { createEvaluationState, type EvaluationState } from './evaluation_state.ts';
import { createExplanationState, type ExplanationState } from './explanation_state.ts';
import { createOwnPictures, type OwnPictures } from './own_pictures.ts';
import type { Pair } from './pair_curves.tsx';
import { isWorking } from './phase.ts';
import { createRunState, type RunState } from './run_state.ts';
import { showUncaught } from './uncaught.ts';
import { createUnitState, type UnitState } from './unit_state.ts';
import { createValidationState, type ValidationState } from './validation_state.ts';
import { createWatch, type Watch } from './watch.ts';

/** Everything the page shows, and what it can request of the worker. */
export interface Store {
  readonly run: RunState;
  readonly decoding: DecodingState;
  readonly description: DescriptionState;
  /** Whether captions and internal state of the chosen picture follow a run that trains. */
  readonly live: Signal<boolean>;
  readonly explanation: ExplanationState;
  readonly units: UnitState;
  readonly own: OwnPictures;
  readonly validation: ValidationState;
  readonly evaluation: EvaluationState;
  readonly checkpoints: CheckpointState;
  readonly watch: Watch;
  /** Curves of earlier runs, drawn behind the current one. */
  readonly behind: Signal<readonly NamedCurve[]>;
  /** Two runs whose curves are compared, while none is in progress. */
  readonly pair: Signal<Pair | undefined>;
  /** Name of the run in progress or of the last one, once it is in the list of runs. */
  readonly name: Signal<string | undefined>;
  /** Whether the run that ended last stands beside another. */
  readonly compared: Signal<boolean>;
  /** Whether there is a model, and data that it can caption. */
  readonly canCaption: ReadonlySignal<boolean>;
}

/** The event that starts a run: its data are loaded, or whatever else it needs. */
const awaitedBy = ({ network, weights }: RunRequest): Event['type'] =>
  weights ? 'opened' : network ? 'network' : 'dataset';

/**
 * The page's state over one connection to a worker.
 * @param request starts once its data are loaded
 */
export function createStore(connection: Connection, request?: RunRequest): Store {
  const send = (command: Command) => connection.send(command);
  const run = createRunState(send);
  const decoding = createDecodingState(request?.decoding);
  const validation = createValidationState();
  const evaluation = createEvaluationState(send);
  const checkpoints = createCheckpointState(send, run, ({ name, bytes }) => download(name, bytes));
  /** Counts the models so far; 0 while there is none. */
  const model = signal(0);
  const asked = computed(() => (run.dataset.value ? model.value : 0));
  const training = computed(() => isWorking(run.phase.value));
  const live = signal(true);
  const redrawing = signal(false);
  const follows = computed(() => training.value && live.value);
  const moves = computed(() => training.value || redrawing.value);
  // A run is followed with the captions that it makes; only before its first ones is it asked.
  const asks = computed(() => !training.value || (live.value && run.captionsAt.value === 0));
  const description = createDescriptionState(send, decoding, heldUnless(asks, asked), { follows, moves });
  const own = createOwnPictures(send, description, redrawing);
  const canCaption = computed(() => asked.value > 0);
  const explanation = createExplanationState(send, description, { model: canCaption, training, ...own });
  if (!request || request.shown || request.watched) offerFirst(run, description, { training, model: asked });
  const units = createUnitState(send, model);
  const watch = createWatch(
    computed(() => {
      const asked = [evaluation, description, explanation, units, checkpoints].some(({ busy }) => busy.value);
      return asked || training.value;
    }),
  );
  let waiting = request?.resume || request?.shown ? undefined : request;
  if (request?.resume) checkpoints.continueLast(request.options);

  const take = (event: Event) => {
    run.take(event);
    validation.take(event);
    evaluation.take(event);
    description.take(event);
    explanation.take(event);
    units.take(event);
    own.takeEvent(event);
    model.value = modelsAfter(event, model.value, checkpoints.opened.value !== undefined);
    checkpoints.take(event);
    watch.take(event);
  };
  connection.listen((event) => {
    tellDriver(event);
    if (event.type === 'failed' && event.during === 'uncaught') showUncaught('worker', event);
    batch(() => take(event));
    if (waiting && event.type === awaitedBy(waiting)) {
      const { options, weights } = waiting;
      waiting = undefined;
      run.start(options, { ...(weights && { weights }) });
    }
  });

  return {
    ...{ run, decoding, description, live, explanation, units, own, validation, evaluation, checkpoints, watch },
    ...saidByRunList(),
    canCaption,
  };
}

/** What the list of runs sets, once it is loaded. */
const saidByRunList = (): Pick<Store, 'behind' | 'pair' | 'name' | 'compared'> => ({
  ...{ behind: signal([]), pair: signal(), name: signal(), compared: signal(false) },
});

/** The number of models after an event. `opened`: whether a checkpoint is open, which outlives data and runs. */
function modelsAfter(event: Event, models: number, opened: boolean): number {
  if (event.type === 'started' || event.type === 'captions' || event.type === 'finished' || event.type === 'opened') {
    return models + 1;
  }
  if (event.type === 'failed' && event.during === 'ended') return 0;
  const lost = event.type === 'failed' && (event.during === 'run' || event.during === 'load');
  return (lost || event.type === 'dataset') && !opened ? 0 : models;
}

/** Chooses the first picture once it is captioned, so that the network's inside is there unasked. */
function offerFirst(
  run: RunState,
  description: DescriptionState,
  { training, model }: { readonly training: ReadonlySignal<boolean>; readonly model: ReadonlySignal<number> },
): void {
  effect(() => {
    const captioned = training.value ? run.captionsAt.value > 0 : model.value > 0;
    if (captioned) description.offer(run.pictures.value[0]);
  });
}

/** The number of the model, which stands still until the page follows it. */
function heldUnless(follows: ReadonlySignal<boolean>, model: ReadonlySignal<number>): ReadonlySignal<number> {
  let held = 0;
  return computed(() => {
    if (follows.value || held === 0 || model.value === 0) held = model.value;
    return held;
  });
}
