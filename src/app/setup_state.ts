import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals';
import type { RunRequest } from '../client/run_request.ts';
import type { SceneFeatures } from '../data/scenes/options.ts';
import { defaultsFor, type RunDefaults } from '../options/run_options.ts';
import { type GivenFiles, missingFiles, noFiles, type SortedFiles, withFiles, withPictures } from './files.ts';
import { type Lack, lackOf } from './lack.ts';
import { allowed, isIdle } from './phase.ts';
import { afterMaking, folderOf, type GivenPhotos, noPhotos, pathsOf, withPhotoFiles } from './photo_files.ts';
import type { LoadedKind } from './run_state.ts';
import type { Store } from './store.ts';

type Kind = LoadedKind;

/** What the next run is to be: its data and its settings. */
export interface SetupState {
  readonly kind: ReadonlySignal<Kind>;
  readonly given: ReadonlySignal<GivenFiles>;
  /** What a data set is to be made of. */
  readonly photos: ReadonlySignal<GivenPhotos>;
  readonly settings: Signal<RunDefaults>;
  /** Their defaults, which depend on the data. */
  readonly defaults: ReadonlySignal<RunDefaults>;
  /** Whether the loaded data are the chosen ones. */
  readonly meant: ReadonlySignal<boolean>;
  /** What a start still lacks, while nothing is in progress. */
  readonly lack: ReadonlySignal<Lack | undefined>;
  /** Whether a run can start now. */
  readonly ready: ReadonlySignal<boolean>;
  start(paused?: boolean): void;
  /** Starts a run with these settings from the weights of the open checkpoint, with its sizes. */
  startFromWeights(): void;
  chooseKind(kind: Kind): void;
  /** The captioner's input for a picture of Scenes. */
  readonly features: ReadonlySignal<SceneFeatures>;
  chooseFeatures(features: SceneFeatures): void;
  /** Adds files of a data set, which is loaded once it is complete, and pictures. Not while a run is in progress. */
  addFiles(files: Pick<SortedFiles, 'data' | 'pictures'>): void;
  /** Loads the files provided so far although some are missing. */
  loadFiles(): void;
  /** Adds photos, captions and weights of a network. */
  addPhotos(files: readonly File[]): void;
  /** Makes a data set of the photos, and loads it. */
  makeDataset(): void;
}

export function createSetupState(store: Store, request?: RunRequest): SetupState {
  return new State(store, request);
}

class State implements SetupState {
  readonly kind: Signal<Kind>;
  readonly given = signal(noFiles);
  readonly photos = signal(noPhotos);
  readonly settings: Signal<RunDefaults>;
  readonly features: Signal<SceneFeatures>;
  readonly defaults = computed(() => {
    if (this.kind.value === 'scenes') return defaultsFor({ features: this.features.value });
    const { source, dataset } = this.#run;
    const splits = source.value === this.kind.value ? dataset.value?.splits : undefined;
    return defaultsFor({ captions: splits?.find(({ name }) => name === 'train')?.captions });
  });
  // Files may be chosen while other data are still loaded: a start would not be meant for those.
  readonly meant = computed(
    () =>
      this.#run.source.value === this.kind.value &&
      (this.kind.value !== 'photos' || this.photos.value === this.#madeOf.value),
  );
  readonly lack = computed(() => {
    const { value: phase } = this.#run.phase;
    const { value: webgpu } = this.#run.webgpu;
    const { value: settings } = this.settings;
    const noWebGPU = settings.backend === 'webgpu' && webgpu !== undefined && 'missing' in webgpu;
    const facts = { phase, settings, meant: this.meant.value, given: this.given.value };
    const making = this.kind.value === 'photos' && { photos: this.photos.value };
    const settled = isIdle(phase) && this.#checkpoints.continuing.value !== 'opening';
    return settled ? lackOf({ ...facts, ...making, noWebGPU }) : undefined;
  });
  readonly ready = computed(() => allowed(this.#run.phase.value).start && !this.lack.value);
  readonly #run: Store['run'];
  readonly #checkpoints: Store['checkpoints'];
  readonly #request: RunRequest | undefined;
  /** Photos that the last data set was made of. */
  readonly #madeOf = signal<GivenPhotos>();

  constructor({ run, checkpoints }: Store, request?: RunRequest) {
    this.#run = run;
    this.#checkpoints = checkpoints;
    this.#request = request;
    const asked = request?.source.kind === 'scenes' ? request.source.features : undefined;
    this.kind = signal(request?.source.kind ?? 'scenes');
    this.features = signal(asked ?? 'descriptor');
    this.settings = signal({ ...defaultsFor({ features: asked }), ...request?.options });
    this.#followDefaults();
    this.#followRun();
    this.#sampleForFineTuning();
  }

  start(paused = false): void {
    this.#run.start(this.#options(), { paused });
  }

  startFromWeights(): void {
    const { cellType, hiddenDim, wordvecDim } = this.#checkpoints.opened.value ?? this.settings.value;
    this.#run.start({ ...this.#options(), cellType, hiddenDim, wordvecDim }, { weights: true });
  }

  chooseKind(chosen: Kind): void {
    this.kind.value = chosen;
    if (chosen !== 'scenes') return;
    this.#checkpoints.giveUp();
    if (this.#run.source.value !== 'scenes' || this.#run.phase.value === 'empty')
      this.#run.load({ kind: 'scenes', features: this.features.value });
  }

  chooseFeatures(chosen: SceneFeatures): void {
    if (chosen === this.features.value) return;
    this.features.value = chosen;
    this.#checkpoints.giveUp();
    this.#run.load({ kind: 'scenes', features: chosen });
  }

  addPhotos(files: readonly File[]): void {
    const add = this.photos.value === this.#madeOf.value ? afterMaking : withPhotoFiles;
    this.photos.value = add(this.photos.value, files);
  }

  makeDataset(): void {
    this.#madeOf.value = this.photos.value;
    const { photos: files, ...parts } = this.photos.value;
    const paths = pathsOf(this.photos.value);
    const pictures = new Map(files.map((file, index) => [`images/${paths[index]}`, file]));
    this.given.value = withPictures(this.given.value, pictures);
    this.#run.load({ kind: 'files', name: folderOf(files), files, photos: { ...parts, paths } });
  }

  addFiles(files: Pick<SortedFiles, 'data' | 'pictures'>): void {
    this.given.value = withFiles(this.given.value, files);
    if (files.pictures.length > 0) this.#run.givePictures(files.pictures);
    if (files.data.length === 0) return;
    this.kind.value = 'files';
    const whole = this.#request !== undefined && !this.#request.shown;
    if (whole || missingFiles(this.given.value).length === 0) this.loadFiles();
  }

  loadFiles(): void {
    // A resumed run needs the same part of its data.
    const { opened, continuing } = this.#checkpoints;
    const { training } = (continuing.value === 'files' && opened.value) || {};
    const source = training?.source ?? this.#request?.source;
    const asked = source?.kind === 'files' ? source : {};
    this.#run.load({ ...asked, kind: 'files', files: this.given.value.data });
  }

  #options() {
    const { iterations } = this.#request?.options ?? {};
    return { ...this.settings.value, ...(iterations && { iterations }) };
  }

  /** A newly loaded data set may have its own defaults: unchanged settings take them. */
  #followDefaults(): void {
    let followed = this.defaults.value;
    const follow = (before: RunDefaults) => {
      const changed = Object.entries(this.settings.value).filter(
        ([name, value]) => value !== before[name as keyof RunDefaults],
      );
      this.settings.value = { ...this.defaults.value, ...Object.fromEntries(changed) };
    };
    effect(() => {
      const before = followed;
      followed = this.defaults.value;
      if (followed !== before) untracked(() => follow(before));
    });
  }

  /** Shows the data and the settings of a resumed run. */
  #followRun(): void {
    effect(() => {
      const { value: continuing } = this.#checkpoints.continuing;
      if (continuing === 'files') this.kind.value = 'files';
      if (continuing === 'loading') this.kind.value = this.#run.source.value;
    });
    effect(() => {
      const { value: started } = this.#run.started;
      if (!this.#run.resumed.value || !started) return;
      const { iterations: _, ...options } = started.options;
      this.settings.value = options;
    });
  }

  /** A network that is trained reads each picture of a minibatch once, for all its captions. */
  #sampleForFineTuning(): void {
    let tuned = this.settings.value.finetuneCnnAfter >= 0;
    effect(() => {
      const { finetuneCnnAfter, sampling } = this.settings.value;
      const begins = finetuneCnnAfter >= 0 && !tuned;
      tuned = finetuneCnnAfter >= 0;
      if (begins && sampling === 'shuffled') this.settings.value = { ...this.settings.peek(), sampling: 'pictures' };
    });
  }
}
