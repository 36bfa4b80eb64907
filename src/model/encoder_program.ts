import type { Buffer, Recorder } from '../ops/backend.ts';
import {
  convolutionBackwardBias,
  convolutionBackwardInput,
  convolutionBackwardWeight,
  convolutionForward,
} from '../ops/convolution.ts';
import { maxPoolBackward, maxPoolForward } from '../ops/pooling.ts';
import { reluBackward } from '../ops/relu_backward.ts';
import type { Workspace } from '../ops/workspace.ts';
import type { Encoder, EncoderLayer } from './encoder_options.ts';
import { biasOfLayer, entryOf, type PerParameter, weightOfLayer } from './parameter_names.ts';

/** Where an encoder is recorded. */
interface EncoderSetting {
  readonly encoder: Encoder;
  readonly workspace: Workspace;
  readonly weights: PerParameter<Buffer>;
  /** (N, side, side, 4): what it reads. */
  readonly pixels: Buffer;
  /** Pictures of a run at most, N. */
  readonly pictures: number;
}

/** What a backward pass is to give. */
interface Wanted {
  /** The gradients of the parameters. */
  readonly gradients?: PerParameter<Buffer> | undefined;
  /** (N, side, side, 4) the gradient with respect to the pixels. */
  readonly dpixels?: Buffer | undefined;
}

/** A layer's buffers: what it reads, and after convolution with ReLU and after pooling what it makes. */
interface Recorded {
  readonly layer: EncoderLayer;
  readonly number: number;
  readonly x: Buffer;
  readonly convolved: Buffer;
  readonly pooled: Buffer;
}

/** Sizes of a layer's convolution over `N` pictures. */
const convolutionOf = (N: number, { side, inputs: C, outputs: F }: EncoderLayer) =>
  ({ N, H: side, W: side, C, P: side, Q: side, F, G: F, R: 3, S: 3, stride: 1, pad: 1 }) as const;

/** Sizes of its pooling. */
const poolingOf = (N: number, { side, outputs: C }: EncoderLayer) =>
  ({ N, H: side, W: side, C, P: side / 2, Q: side / 2, R: 2, S: 2, stride: 2, pad: 0 }) as const;

/**
 * Features from pixels, as calls of the program that reads them. All pictures that there is room for are computed: of those
 * that a run does not bring, features are not read, and gradients are 0.
 */
export class RecordedEncoder {
  readonly #setting: EncoderSetting;
  #layers: readonly Recorded[] = [];

  constructor(setting: EncoderSetting) {
    this.#setting = setting;
  }

  forward(recorder: Recorder, features: Buffer): void {
    const { encoder, workspace, weights, pictures: N, pixels } = this.#setting;
    let x = pixels;
    this.#layers = encoder.layers.map((layer, index) => {
      const { side, outputs } = layer;
      const number = index + 1;
      const convolved = workspace.create(`conv${number}`, N * side * side * outputs);
      const last = number === encoder.layers.length;
      const pooled = last ? features : workspace.create(`pool${number}`, (N * side * side * outputs) / 4);
      const [w, b] = [entryOf(weights, weightOfLayer(number)), entryOf(weights, biasOfLayer(number))];
      recorder.call(convolutionForward, convolutionOf(N, layer), { x, w, b, y: convolved }, ['relu']);
      recorder.call(maxPoolForward, poolingOf(N, layer), { x: convolved, y: pooled });
      const recorded = { layer, number, x, convolved, pooled };
      x = pooled;
      return recorded;
    });
  }

  /** `dfeatures` is used up. The ReLU's gradient is taken after the pooling's, where there are a quarter of the numbers. */
  backward(recorder: Recorder, dfeatures: Buffer, { gradients, dpixels }: Wanted): void {
    const { workspace, weights, pictures: N } = this.#setting;
    let dpooled = dfeatures;
    for (const { layer, number, x, convolved, pooled } of [...this.#layers].reverse()) {
      const { side, inputs, outputs } = layer;
      const numbers = N * side * side * outputs;
      const dy = workspace.create(`dconv${number}`, numbers);
      recorder.call(reluBackward, { Q: numbers / 4 }, { y: pooled, dy: dpooled });
      recorder.call(maxPoolBackward, poolingOf(N, layer), { x: convolved, y: pooled, dy: dpooled, dx: dy });
      const sizes = convolutionOf(N, layer);
      if (gradients) {
        const [dw, db] = [entryOf(gradients, weightOfLayer(number)), entryOf(gradients, biasOfLayer(number))];
        recorder.call(convolutionBackwardWeight, sizes, { x, dy, dw });
        recorder.call(convolutionBackwardBias, { M: N * side * side, F: outputs, G: outputs }, { dy, db });
      }
      const dx = number > 1 ? workspace.create(`dpool${number - 1}`, N * side * side * inputs) : dpixels;
      if (dx) recorder.call(convolutionBackwardInput, sizes, { dy, w: entryOf(weights, weightOfLayer(number)), dx });
      if (dx) dpooled = dx;
    }
  }
}
