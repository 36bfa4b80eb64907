import type { Backend, Buffer, Recorder, RunSizes } from '../ops/backend.ts';
import { wordEmbeddingBackward } from '../ops/word_embedding_backward.ts';
import type { Workspace } from '../ops/workspace.ts';
import { listsOf } from './batch_plan.ts';
import type { Configuration } from './configuration.ts';
import type { Average, Encoder, RecordedEncoder } from './encoder.ts';
import type { PerParameter } from './parameter_names.ts';

/** Where the features of a program come from: the host, or an encoder of the pixels that the host uploads. */
interface FeatureSetting {
  readonly configuration: Configuration;
  readonly workspace: Workspace;
  readonly weights: PerParameter<Buffer>;
  /** Capacity in pictures. */
  readonly rows: number;
  /** Capacity in captions; by default that in pictures. */
  readonly captions?: number;
  /** The size that says how many pictures a run brings; else as many as there are rows. */
  readonly pictures?: string;
  /** Whether an encoder normalises by the pictures of a run, not by running averages. */
  readonly trains?: boolean;
}

/** Letters of the shape of pixels, whose number is the encoder's. */
const pixelsOf = ({ kind }: Encoder) => (kind === 'own' ? 'I·encoder' : 'I·network');

/** The host's input for each picture, and the features computed from it. */
export class FeatureSource {
  /** (N, D): what the host writes. */
  readonly written: Buffer;
  /** (N, E): what is projected; the same buffer where there is no encoder. */
  readonly features: Buffer;
  readonly #setting: FeatureSetting;
  readonly #encoder: RecordedEncoder | undefined;
  #captionsOf: ReturnType<Workspace['createParts']> | undefined;

  /** @param resident features of all pictures, that stay on the device */
  constructor(setting: FeatureSetting, resident?: Buffer) {
    const { configuration, workspace, weights, rows, pictures = rows, trains = false } = setting;
    const { D, E, encoder } = configuration;
    this.#setting = setting;
    this.written = resident ?? workspace.create(encoder ? `pixels (${pixelsOf(encoder)})` : 'features (I·D)', rows * D);
    this.features = encoder ? workspace.create('features (I·E)', rows * E) : this.written;
    const pixels = this.written;
    this.#encoder = encoder?.recordedIn({ workspace, weights, pixels, room: rows, pictures, trains });
  }

  /** Whether the gradient is wanted of features that are not the host's. */
  get isEncoded(): boolean {
    return this.#encoder !== undefined;
  }

  /** The statistics that a training step is to average, once they are known to be finite. */
  get averages(): readonly Average[] {
    return this.#encoder?.averages ?? [];
  }

  /** Further sizes of a run of this many pictures. */
  sizes(pictures: number): RunSizes {
    return this.#encoder?.sizes(pictures) ?? {};
  }

  /** Records what makes the features, before anything reads them. */
  forward(recorder: Recorder): void {
    this.#encoder?.forward(recorder, this.features);
  }

  /**
   * Records the sum, for each picture, of a gradient that each caption has. Runs then want `upload` before.
   * @param dx (captions, W)
   * @returns (N, W)
   */
  sumOverCaptions(recorder: Recorder, dx: Buffer, W: number): Buffer {
    const { workspace, rows, captions = rows, pictures = rows } = this.#setting;
    const captionsOf = workspace.createParts('captions of pictures', [rows + 1, captions], 'uint');
    const [starts, lists] = captionsOf.parts as [Buffer, Buffer];
    this.#captionsOf = captionsOf;
    const sums = workspace.create('sums over captions (I·H)', rows * W);
    recorder.call(wordEmbeddingBackward, { U: pictures, W }, { dx, starts, rows: lists, dw_embed: sums });
    return sums;
  }

  /**
   * Uploads which captions belong to which picture.
   * @param pictureOf the picture of each caption that has a gradient
   */
  upload(backend: Backend, pictureOf: Uint32Array, pictures: number): void {
    if (!this.#captionsOf) return;
    const { starts, rows } = listsOf(pictureOf, pictures);
    const { whole, starts: places } = this.#captionsOf;
    backend.write(whole, starts, places[0]);
    backend.write(whole, rows, places[1]);
  }

  /**
   * Records the backward pass from `dfeatures` (N, E), which an encoder uses up.
   * @param gradients where those of the encoder's parameters go; without them the gradient of what the host brings is wanted
   * @returns it: (N, D)
   */
  backward(recorder: Recorder, dfeatures: Buffer, gradients?: PerParameter<Buffer>): Buffer {
    if (!this.#encoder) return dfeatures;
    const { workspace, rows, configuration } = this.#setting;
    const { D, encoder } = configuration;
    const dpixels = gradients || !encoder ? undefined : workspace.create(`dpixels (${pixelsOf(encoder)})`, rows * D);
    this.#encoder.backward(recorder, dfeatures, { gradients, dpixels });
    return dpixels ?? dfeatures;
  }
}
