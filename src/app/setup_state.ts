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
  /** What they are where nobody has changed them: it depends on the data. */
  readonly defaults: ReadonlySignal<RunDefaults>;
  /** Whether the data that are loaded are those that were chosen. */
  readonly meant: ReadonlySignal<boolean>;
  /** What a start still lacks, while nothing is under way. */
  readonly lack: ReadonlySignal<Lack | undefined>;
  /** Whether a run can start now. */
  readonly ready: ReadonlySignal<boolean>;
  start(paused?: boolean): void;
  /** Starts a run with these settings and the weights of the checkpoint that is open, in its sizes. */
  startFromWeights(): void;
  chooseKind(kind: Kind): void;
  /** What the captioner is given of a picture of Scenes. */
  readonly features: ReadonlySignal<SceneFeatures>;
  chooseFeatures(features: SceneFeatures): void;
  /** Adds files of a data set, which is loaded once it is complete, and pictures. Not while a run is under way. */
  addFiles(files: Pick<SortedFiles, 'data' | 'pictures'>): void;
  /** Loads what was given although files are missing. */
  loadFiles(): void;
  /** Adds photos, captions and weights of a network. */
  addPhotos(files: readonly File[]): void;
  /** Makes a data set of the photos, and loads it. */
  makeDataset(): void;
}

export function createSetupState(store: Store, request?: RunRequest): SetupState {
  const { run, checkpoints } = store;
  const kind = signal<Kind>(request?.source.kind ?? 'scenes');
  const asked = request?.source.kind === 'scenes' ? request.source.features : undefined;
  const features = signal<SceneFeatures>(asked ?? 'descriptor');
  const given = signal(noFiles);
  const photos = signal(noPhotos);
  const madeOf = signal<GivenPhotos>();
  const settings = signal<RunDefaults>({ ...defaultsFor({ features: asked }), ...request?.options });
  const defaults = computed(() => {
    if (kind.value === 'scenes') return defaultsFor({ features: features.value });
    const splits = run.source.value === kind.value ? run.dataset.value?.splits : undefined;
    return defaultsFor({ captions: splits?.find(({ name }) => name === 'train')?.captions });
  });
  /** Settings that nobody has changed become the new defaults. */
  const follow = (before: RunDefaults) => {
    const changed = Object.entries(settings.value).filter(
      ([name, value]) => value !== before[name as keyof RunDefaults],
    );
    settings.value = { ...defaults.value, ...Object.fromEntries(changed) };
  };
  // A data set that has just been loaded may have defaults of its own.
  let followed = defaults.value;
  effect(() => {
    const before = followed;
    followed = defaults.value;
    if (followed !== before) untracked(() => follow(before));
  });
  // Files may be chosen while other data are still loaded: those are not what a start would be meant for.
  const meant = computed(
    () => run.source.value === kind.value && (kind.value !== 'photos' || photos.value === madeOf.value),
  );
  const lack = computed(() => {
    const { value: webgpu } = run.webgpu;
    const noWebGPU = settings.value.backend === 'webgpu' && webgpu !== undefined && 'missing' in webgpu;
    const facts = { phase: run.phase.value, settings: settings.value, meant: meant.value, given: given.value };
    const making = kind.value === 'photos' && { photos: photos.value };
    const settled = isIdle(run.phase.value) && checkpoints.continuing.value !== 'opening';
    return settled ? lackOf({ ...facts, ...making, noWebGPU }) : undefined;
  });
  const ready = computed(() => allowed(run.phase.value).start && !lack.value);
  effect(() => {
    const { value: continuing } = checkpoints.continuing;
    if (continuing === 'files') kind.value = 'files';
    if (continuing === 'loading') kind.value = run.source.value;
  });
  effect(() => {
    const { value: started } = run.started;
    if (!run.resumed.value || !started) return;
    const { iterations: _, ...options } = started.options;
    settings.value = options;
  });
  // A network that is trained reads each picture of a minibatch once, for all its captions.
  let tuned = settings.value.finetuneCnnAfter >= 0;
  effect(() => {
    const { finetuneCnnAfter, sampling } = settings.value;
    const begins = finetuneCnnAfter >= 0 && !tuned;
    tuned = finetuneCnnAfter >= 0;
    if (begins && sampling === 'shuffled') settings.value = { ...settings.peek(), sampling: 'pictures' };
  });
  const loadFiles = () => {
    // A run that is continued needs the same part of its data.
    const { training } = (checkpoints.continuing.value === 'files' && checkpoints.opened.value) || {};
    const source = training?.source ?? request?.source;
    const asked = source?.kind === 'files' ? source : {};
    run.load({ ...asked, kind: 'files', files: given.value.data });
  };
  const options = () => {
    const { iterations } = request?.options ?? {};
    return { ...settings.value, ...(iterations && { iterations }) };
  };
  return {
    ...{ kind, given, photos, settings, defaults, features, meant, lack, ready, loadFiles },
    start(paused = false) {
      run.start(options(), { paused });
    },
    startFromWeights() {
      const { cellType, hiddenDim, wordvecDim } = checkpoints.opened.value ?? settings.value;
      run.start({ ...options(), cellType, hiddenDim, wordvecDim }, { weights: true });
    },
    chooseKind(chosen) {
      kind.value = chosen;
      if (chosen !== 'scenes') return;
      checkpoints.giveUp();
      if (run.source.value !== 'scenes' || run.phase.value === 'empty')
        run.load({ kind: 'scenes', features: features.value });
    },
    chooseFeatures(chosen) {
      if (chosen === features.value) return;
      features.value = chosen;
      checkpoints.giveUp();
      run.load({ kind: 'scenes', features: chosen });
    },
    addPhotos(files) {
      const add = photos.value === madeOf.value ? afterMaking : withPhotoFiles;
      photos.value = add(photos.value, files);
    },
    makeDataset() {
      madeOf.value = photos.value;
      const { photos: files, ...parts } = photos.value;
      const paths = pathsOf(photos.value);
      const pictures = new Map(files.map((file, index) => [`images/${paths[index]}`, file]));
      given.value = withPictures(given.value, pictures);
      run.load({ kind: 'files', name: folderOf(files), files, photos: { ...parts, paths } });
    },
    addFiles(files) {
      given.value = withFiles(given.value, files);
      if (files.pictures.length > 0) run.givePictures(files.pictures);
      if (files.data.length === 0) return;
      kind.value = 'files';
      const whole = request !== undefined && !request.shown;
      if (whole || missingFiles(given.value).length === 0) loadFiles();
    },
  };
}
