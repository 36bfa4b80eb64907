import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals';
import type { FilesToCome, PageSettings, ScenesSource } from '../client/address.ts';
import { type PresetName, presets } from '../client/presets.ts';
import type { RunRequest } from '../client/run_request.ts';
import type { SceneFeatures } from '../data/scenes/options.ts';
import { defaultsFor, labelOf, type RunDefaults } from '../options/run_options.ts';
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
  /** Settings, by name, that differ from those of the run that has ended: they are for the next one. */
  readonly changed: ReadonlySignal<readonly string[]>;
  /** Whether a run can start now. */
  readonly ready: ReadonlySignal<boolean>;
  start(paused?: boolean): void;
  /** Starts a run with these settings from the weights of the open checkpoint, with its sizes. */
  startFromWeights(): void;
  chooseKind(kind: Kind): void;
  /** The captioner's input for a picture of Scenes. */
  readonly features: ReadonlySignal<SceneFeatures>;
  chooseFeatures(features: SceneFeatures): void;
  /** What the settings began as. */
  readonly preset: ReadonlySignal<PresetName | undefined>;
  choosePreset(name: PresetName): void;
  /** Gives every setting its default. */
  reset(): void;
  /** Data and settings as an address has them: of the options those that differ from their defaults, or are of the preset. */
  readonly differing: ReadonlySignal<PageSettings>;
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

const sameData = (a: ScenesSource, b: ScenesSource) =>
  [...Object.keys(a), ...Object.keys(b)].every((name) => Reflect.get(a, name) === Reflect.get(b, name));

class State implements SetupState {
  readonly kind: Signal<Kind>;
  readonly given = signal(noFiles);
  readonly photos = signal(noPhotos);
  readonly settings: Signal<RunDefaults>;
  readonly preset: Signal<PresetName | undefined>;
  readonly #scenes: Signal<ScenesSource>;
  readonly features = computed(() => this.#scenes.value.features ?? 'descriptor');
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
  readonly changed = computed(() => {
    const { phase, started } = this.#run;
    if (!started.value || !isIdle(phase.value)) return [];
    const { options } = started.value;
    const differing = Object.entries(this.settings.value).filter(
      ([name, value]) => value !== Reflect.get(options, name),
    );
    return differing.map(([name]) => labelOf(name) ?? name);
  });
  readonly ready = computed(() => allowed(this.#run.phase.value).start && !this.lack.value);
  readonly differing = computed((): PageSettings => {
    const { value: preset } = this.preset;
    const { value: kind } = this.kind;
    const ofPreset = preset && kind === 'scenes' ? presets[preset].options : {};
    const { iterations } = this.#request?.options ?? {};
    const options = Object.entries(this.settings.value).filter(
      ([name, value]) =>
        !Number.isNaN(value) && (name in ofPreset || value !== this.defaults.value[name as keyof RunDefaults]),
    );
    return {
      source: this.#source(),
      options: { ...Object.fromEntries(options), ...(iterations && { iterations }) },
      ...(preset && kind === 'scenes' && { preset }),
    };
  });
  readonly #run: Store['run'];
  readonly #checkpoints: Store['checkpoints'];
  readonly #request: RunRequest | undefined;
  /** Photos that the last data set was made of. */
  readonly #madeOf = signal<GivenPhotos>();

  constructor({ run, checkpoints }: Store, request?: RunRequest) {
    this.#run = run;
    this.#checkpoints = checkpoints;
    this.#request = request;
    const source = request?.source ?? { kind: 'scenes' };
    this.kind = signal(source.kind);
    this.preset = signal(request?.preset);
    this.#scenes = signal(source.kind === 'scenes' ? source : { kind: 'scenes' });
    this.settings = signal({ ...defaultsFor(this.#scenes.value), ...request?.options });
    this.#followDefaults();
    this.#followRun();
    this.#dropFaults();
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
    if (this.#run.source.value !== 'scenes' || this.#run.phase.value === 'empty') this.#run.load(this.#scenes.value);
  }

  chooseFeatures(chosen: SceneFeatures): void {
    if (chosen === this.features.value) return;
    this.#loadScenes({ ...this.#scenes.value, features: chosen });
  }

  choosePreset(name: PresetName): void {
    const { source, options } = presets[name];
    this.kind.value = 'scenes';
    if (this.#run.source.value !== 'scenes' || !sameData(source, this.#scenes.value)) this.#loadScenes(source);
    this.preset.value = name;
    this.settings.value = { ...this.defaults.value, ...options };
  }

  reset(): void {
    this.preset.value = undefined;
    this.settings.value = this.defaults.value;
  }

  #loadScenes(source: ScenesSource): void {
    this.#scenes.value = source;
    this.#checkpoints.giveUp();
    this.#run.load(source);
  }

  #source(): PageSettings['source'] {
    const { value: kind } = this.kind;
    if (kind === 'scenes') return this.#scenes.value;
    const { source } = this.#request ?? {};
    return kind === 'photos' ? { kind } : source?.kind === 'files' ? source : { kind };
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
    const asked: Partial<FilesToCome> = source?.kind === 'files' ? source : {};
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

  /** A fault of a setting holds until that setting changes; one of the address until any does, and the address with it. */
  #dropFaults(): void {
    let seen: { readonly fault: unknown; readonly settings: RunDefaults } | undefined;
    effect(() => {
      const { value: shown } = this.#run.fault;
      const { value: settings } = this.settings;
      if (shown !== seen?.fault) seen = shown && { fault: shown, settings };
      const { option, where = '' } = shown?.fault ?? {};
      const about = option ? [option] : where.startsWith('address') ? Object.keys(settings) : [];
      const before = seen?.settings;
      if (about.some((name) => Reflect.get(settings, name) !== Reflect.get(before ?? settings, name))) {
        this.#run.fault.value = undefined;
      }
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
