import { type Checkpoint, encodeCheckpoint } from '../checkpoint/checkpoint.ts';
import { exportForPyTorch } from '../checkpoint/pytorch.ts';
import type { CaptionDataset } from '../data/dataset.ts';
import { OptionError } from '../errors.ts';
import type { PictureFeatures } from '../explain/relevance.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { EncoderOptions } from '../model/encoder_options.ts';
import { openBackend } from '../open_backend.ts';
import type { Backend } from '../ops/backend.ts';
import type { OpenedCheckpoint } from '../runs/opened_checkpoint.ts';
import { type Resumable, resumableOf } from '../runs/run_record.ts';
import type { TrainingData } from '../sources/training_data.ts';
import type { EncoderFile } from '../vision/as_encoder.ts';
import type { ImageNetwork } from '../vision/network.ts';
import type { NetworkEvent, SavedEvent } from './protocol.ts';
import type { Run } from './run.ts';

type Kind = 'webgpu' | 'cpu';

/** How backends are opened, and their fastest kernels found. */
export interface Backends {
  readonly openBackend: (kind: Kind) => Promise<Backend>;
  /** Makes programs use the fastest kernels; without it they stay as they are. Takes seconds on a GPU that it has not seen. */
  readonly chooseFastest?: (backend: Backend) => Promise<void>;
}

/** The one backend of a session: opened on request, kept until the other kind is requested or it is lost. */
export class CurrentBackend {
  readonly #backends: Backends;
  #backend: Backend | undefined;
  /** Resolves once the open backend has its fastest kernels. */
  #chosen: Promise<void> | undefined;

  constructor(backends: Backends) {
    this.#backends = backends;
  }

  /** A backend that may not have its fastest kernels yet. @throws DeviceError when there is none of this kind */
  async find(kind: Kind): Promise<Backend> {
    if (this.#backend?.kind === kind) return this.#backend;
    this.drop();
    const backend = await this.#backends.openBackend(kind);
    this.#backend = backend;
    void backend.lost.then(() => {
      if (this.#backend === backend) this.#backend = this.#chosen = undefined;
    });
    return backend;
  }

  /**
   * A backend to compute with. Its kernels are chosen before any program is recorded: none of a run changes in its course.
   * @throws DeviceError when there is none of this kind, or it fails
   */
  async open(kind: Kind): Promise<Backend> {
    const backend = await this.find(kind);
    this.#chosen ??= this.#backends.chooseFastest?.(backend);
    try {
      await this.#chosen;
    } catch (error) {
      if (this.#backend === backend) this.drop();
      throw error;
    }
    return backend;
  }

  /** Finds the fastest kernels of the backend that is open, if there is one, before anybody waits for them. */
  async prepare(): Promise<void> {
    if (this.#backend) await this.open(this.#backend.kind);
  }

  /** Abandons a backend that no longer responds: the next one opened has another device. */
  drop(): void {
    this.#backend?.destroy();
    this.#backend = this.#chosen = undefined;
  }
}

/** The model that a session answers questions about: that of its last run, or of a checkpoint opened since. */
export class CurrentModel {
  /** What computes features of pictures for it. */
  readonly network = new CurrentNetwork();
  readonly #backend: CurrentBackend;
  #run: Run | undefined;
  #opened: OpenedCheckpoint | undefined;

  constructor(backend: CurrentBackend) {
    this.#backend = backend;
  }

  /** Takes over the model of a run. */
  takeRun(run: Run): void {
    this.release();
    this.#opened = undefined;
    this.#run = run;
  }

  /** Takes over a checkpoint. A run still in progress is left to the caller that awaits its end. */
  takeCheckpoint(opened: OpenedCheckpoint, going: Run | undefined): void {
    if (this.#run !== going) this.#run?.destroy();
    this.#run = undefined;
    this.#opened?.destroy();
    this.#opened = opened;
  }

  /** Drops the model of this run, which is left to the caller that awaits its end. */
  lose(run: Run): void {
    if (this.#run === run) this.#run = undefined;
  }

  /** Steps that it has been trained for; 0 where that is not known. */
  get step(): number {
    return this.#run ? this.#run.stepsDone : (this.#opened?.checkpoint.training?.step ?? 0);
  }

  isOf(run: Run): boolean {
    return this.#run === run;
  }

  /** Frees what is on the device. A checkpoint stays open and can be used again. */
  release(): void {
    this.#run?.destroy();
    this.#run = undefined;
    this.#opened?.destroy();
  }

  /**
   * The model, for questions about `data`.
   * @throws OptionError when there is none, CheckpointError when its words or features differ, DeviceError when it does not
   * fit the
   * device
   */
  async model(where: string, data: CaptionDataset): Promise<CaptioningRNN> {
    if (this.#run) return this.#run.model;
    if (!this.#opened) throw noModel(where);
    this.#opened.checkData(data);
    return this.#opened.modelOn(await this.#backend.open(this.#opened.backend));
  }

  /** What computes the features of its pictures, where that is part of the model. */
  get encoder(): EncoderOptions | undefined {
    return this.#run ? this.#run.model.configuration.encoder?.options : this.#opened?.checkpoint.configuration.encoder;
  }

  /** The open checkpoint. */
  get opened(): OpenedCheckpoint | undefined {
    return this.#opened;
  }

  /** @throws OptionError when no checkpoint is open, or only one with weights alone */
  resumable(): Resumable {
    const resumable = this.#opened && resumableOf(this.#opened.checkpoint);
    if (resumable) return resumable;
    throw new OptionError({
      where: 'start: resume',
      expected: 'an open checkpoint of a training',
      found: this.#opened ? `${this.#opened.summary.name}, with weights only` : 'none',
    });
  }

  /** The weights that a new run starts from. @throws OptionError when no checkpoint is open */
  weights(): Checkpoint {
    if (this.#opened) return this.#opened.checkpoint;
    throw new OptionError({ where: 'start: weights', expected: 'an open checkpoint', found: 'none' });
  }

  /** The model as a file. @throws OptionError when there is none */
  async file(format: 'fourgate' | 'pytorch'): Promise<SavedEvent> {
    const checkpoint = await this.#checkpoint();
    const { cellType } = checkpoint.configuration;
    const [name, bytes] =
      format === 'pytorch'
        ? [`fourgate-${cellType}-pytorch.safetensors`, exportForPyTorch(checkpoint)]
        : [`fourgate-${cellType}.safetensors`, encodeCheckpoint(checkpoint)];
    return { type: 'saved', name, bytes: bytes.buffer };
  }

  async #checkpoint(): Promise<Checkpoint> {
    if (this.#run) return this.#run.checkpoint();
    if (this.#opened) return this.#opened.checkpoint;
    throw noModel('save');
  }
}

const noModel = (where: string) =>
  new OptionError({ where, expected: 'a model: a run or a checkpoint', found: 'none' });

/**
 * The network that made the features of the data, once the user has provided its weights: with it features of any picture can
 * be computed. The code for networks is loaded at that point.
 */
class CurrentNetwork {
  #file: File | undefined;
  #network: ImageNetwork | undefined;

  /**
   * Accepts weights that match those the data were prepared with.
   * @throws CheckpointError when they do not match, or are not a network's
   */
  async take(file: File, { data }: TrainingData): Promise<NetworkEvent> {
    // Reading needs no device: there may be no model yet to determine one.
    const backend = await openBackend('cpu');
    try {
      const { networkMaker } = await import('../prepare/network_maker.ts');
      const { requireMaker } = await import('../prepare/require_maker.ts');
      const maker = networkMaker(await open(file, backend));
      requireMaker(file.name, { mark: data.featureMark, length: data.featureLength }, maker);
      this.forget();
      this.#file = file;
      const { madeBy } = maker.mark;
      return { type: 'network', name: file.name, madeBy, known: data.featureMark !== undefined };
    } finally {
      backend.destroy();
    }
  }

  /**
   * The network as an encoder to train together with the captioner, and its weights.
   * @throws OptionError when they have not been provided
   */
  async encoder({ cnn, data }: TrainingData): Promise<EncoderFile> {
    const file = this.#file ?? cnn;
    if (file) {
      const { encoderFile } = await import('../vision/as_encoder.ts');
      return encoderFile(new Uint8Array(await file.arrayBuffer()), file.name);
    }
    throw new OptionError({
      where: 'run: finetuneCnnAfter',
      option: 'finetuneCnnAfter',
      expected: 'weights of the network that made the features, to be fine-tuned',
      found: `${data.name} without them`,
      remedy: 'Choose them under “Your own picture”, or name them with --cnn.',
    });
  }

  /** How features like those of the data are computed from pictures on this backend; `undefined` where that is unknown. */
  async features(source: TrainingData, backend: Backend): Promise<PictureFeatures | undefined> {
    if (source.pictureFeatures) return source.pictureFeatures;
    const file = this.#file ?? source.cnn;
    if (!file) return undefined;
    if (this.#network?.backend !== backend) {
      this.#network?.destroy();
      this.#network = undefined;
      this.#network = await open(file, backend);
    }
    const network = this.#network;
    const { networkMaker } = await import('../prepare/network_maker.ts');
    const { gradientRelevance } = await import('../explain/gradient.ts');
    return {
      maker: networkMaker(network),
      picture: () => undefined,
      relevance: (model, explained) => gradientRelevance(model, network, explained),
    };
  }

  /** Releases it: other data follow, made by another network. */
  forget(): void {
    this.#network?.destroy();
    this.#network = this.#file = undefined;
  }
}

async function open(file: File, backend: Backend): Promise<ImageNetwork> {
  const { loadNetwork } = await import('../vision/load_network.ts');
  return loadNetwork(backend, new Uint8Array(await file.arrayBuffer()), file.name);
}
