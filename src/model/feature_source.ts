import type { Buffer, Recorder } from '../ops/backend.ts';
import type { Workspace } from '../ops/workspace.ts';
import type { Configuration } from './configuration.ts';
import { RecordedEncoder } from './encoder_program.ts';
import type { PerParameter } from './parameter_names.ts';

/** Where the features of a program come from: the host, or an encoder of the pixels that the host brings. */
interface FeatureSetting {
  readonly configuration: Configuration;
  readonly workspace: Workspace;
  readonly weights: PerParameter<Buffer>;
  /** Rows that there is room for, N. */
  readonly rows: number;
}

/** What the host brings of each picture, and the features made of it. */
export class FeatureSource {
  /** (N, D): what the host writes. */
  readonly written: Buffer;
  /** (N, E): what is projected; the same buffer where there is no encoder. */
  readonly features: Buffer;
  readonly #setting: FeatureSetting;
  readonly #encoder: RecordedEncoder | undefined;

  /** @param resident features of all pictures, that stay on the device */
  constructor(setting: FeatureSetting, resident?: Buffer) {
    const { configuration, workspace, weights, rows } = setting;
    const { D, E, encoder } = configuration;
    this.#setting = setting;
    this.written = resident ?? workspace.create(encoder ? 'pixels' : 'features', rows * D);
    this.features = encoder ? workspace.create('features', rows * E) : this.written;
    const pixels = this.written;
    this.#encoder = encoder && new RecordedEncoder({ encoder, workspace, weights, pixels, pictures: rows });
  }

  /** Whether the gradient is wanted of features that are not the host's. */
  get isEncoded(): boolean {
    return this.#encoder !== undefined;
  }

  /** Records what makes the features, before anything reads them. */
  forward(recorder: Recorder): void {
    this.#encoder?.forward(recorder, this.features);
  }

  /**
   * Records the backward pass from `dfeatures` (N, E), which an encoder uses up.
   * @param gradients where those of the encoder's parameters go; without them the gradient of what the host brings is wanted
   * @returns it: (N, D)
   */
  backward(recorder: Recorder, dfeatures: Buffer, gradients?: PerParameter<Buffer>): Buffer {
    if (!this.#encoder) return dfeatures;
    const { workspace, rows, configuration } = this.#setting;
    const dpixels = gradients ? undefined : workspace.create('dpixels', rows * configuration.D);
    this.#encoder.backward(recorder, dfeatures, { gradients, dpixels });
    return dpixels ?? dfeatures;
  }
}
