import { ShapeError } from '../errors.ts';
import type { Buffer, Recorder, RunSizes, Size } from '../ops/backend.ts';
import { batchNormBackward, batchNormForward, normalizeBackward, normalizeForward } from '../ops/batch_norm.ts';
import { convolutionBackwardInput, convolutionBackwardWeight, convolutionForward } from '../ops/convolution.ts';
import { maxPoolBackward, maxPoolForward } from '../ops/pooling.ts';
import type { Average, EncoderLayer, EncoderSetting, OwnEncoder, RecordedEncoder, Wanted } from './encoder.ts';
import { entryOf, statisticsOfLayer, weightOfLayer } from './parameter_names.ts';

/** Keeps the scale of a constant channel finite (as `torch.nn.BatchNorm2d`). */
const EPSILON = 1e-5;

/** A layer's buffers: what it reads, and what it makes by convolution and by pooling. */
interface Recorded {
  readonly layer: EncoderLayer;
  readonly number: number;
  readonly x: Buffer;
  readonly convolved: Buffer;
  readonly pooled: Buffer;
  readonly statistics: Buffer;
  /**
   * The last layer has no ReLU, since features of either sign carry more information, and its features have length 1 on
   * average.
   */
  readonly flags: readonly 'relu'[];
  readonly gain: number;
}

/** Sizes of a layer's convolution over `N` pictures. */
const convolutionOf = (N: Size, { side, inputs: C, outputs: F }: EncoderLayer) =>
  ({ N, H: side, W: side, C, P: side, Q: side, F, G: F, R: 3, S: 3, stride: 1, pad: 1 }) as const;

/** Sizes of its pooling. */
const poolingOf = (N: Size, { side, outputs: C }: EncoderLayer) =>
  ({ N, H: side, W: side, C, P: side / 2, Q: side / 2, R: 2, S: 2, stride: 2, pad: 0 }) as const;

/** Sizes of its normalisation. */
const normOf = (N: Size, { side, outputs: C }: EncoderLayer, gain: number) =>
  ({ N, P: (side / 2) ** 2, C, epsilon: EPSILON, gain }) as const;

/**
 * Features from pixels, as calls of the program that reads them. Without normalisation the features of different pictures
 * are nearly equal, and a captioner does not learn to distinguish them.
 */
export class RecordedOwnEncoder implements RecordedEncoder {
  /** The statistics of a run that trains. */
  readonly averages: Average[] = [];
  readonly #encoder: OwnEncoder;
  readonly #setting: EncoderSetting;
  #layers: readonly Recorded[] = [];

  constructor(encoder: OwnEncoder, setting: EncoderSetting) {
    this.#encoder = encoder;
    this.#setting = setting;
  }

  sizes(): RunSizes {
    return {};
  }

  forward(recorder: Recorder, features: Buffer): void {
    const { workspace, weights, pictures: N, room, pixels, trains } = this.#setting;
    const { layers, featureLength } = this.#encoder;
    let x = pixels;
    this.#layers = layers.map((layer, index) => {
      const { side, outputs } = layer;
      const number = index + 1;
      const isLast = number === layers.length;
      const convolved = workspace.create(`conv${number} (I·encoder)`, room * side * side * outputs);
      const pooled = workspace.create(`pool${number} (I·encoder)`, convolved.length / 4);
      const y = isLast ? features : workspace.create(`norm${number} (I·encoder)`, pooled.length);
      const average = entryOf(weights, statisticsOfLayer(number));
      const statistics = trains ? workspace.create(`statistics${number} (encoder)`, 2 * outputs) : average;
      if (trains) this.averages.push({ x: statistics, average });
      const flags = isLast ? [] : (['relu'] as const);
      const gain = isLast ? 1 / Math.sqrt(featureLength) : 1;
      const w = entryOf(weights, weightOfLayer(number));
      recorder.call(convolutionForward, convolutionOf(N, layer), { x, w, y: convolved });
      recorder.call(maxPoolForward, poolingOf(N, layer), { x: convolved, y: pooled });
      const norm = { x: pooled, y, statistics };
      if (trains) recorder.call(batchNormForward, normOf(N, layer, gain), norm, flags);
      else recorder.call(normalizeForward, normOf(N, layer, gain), norm, flags);
      const recorded = { layer, number, x, convolved, pooled, statistics, flags, gain };
      x = y;
      return recorded;
    });
  }

  backward(recorder: Recorder, dfeatures: Buffer, { gradients, dpixels }: Wanted): void {
    const { workspace, weights, pictures: N, room, trains } = this.#setting;
    if (this.#layers.length === 0) {
      throw new ShapeError({ where: 'encoder', expected: 'a forward pass before this', found: 'none' });
    }
    let dy = dfeatures;
    for (const { layer, number, x, convolved, pooled, statistics, flags, gain } of [...this.#layers].reverse()) {
      const { side, inputs } = layer;
      const dpooled = workspace.create(`dpool${number} (I·encoder)`, pooled.length);
      const dconvolved = workspace.create(`dconv${number} (I·encoder)`, convolved.length);
      const norm = trains ? batchNormBackward : normalizeBackward;
      recorder.call(norm, normOf(N, layer, gain), { x: pooled, statistics, dy, dx: dpooled }, flags);
      recorder.call(maxPoolBackward, poolingOf(N, layer), { x: convolved, y: pooled, dy: dpooled, dx: dconvolved });
      const sizes = convolutionOf(N, layer);
      if (gradients) {
        const dw = entryOf(gradients, weightOfLayer(number));
        recorder.call(convolutionBackwardWeight, sizes, { x, dy: dconvolved, dw });
      }
      const dx = number > 1 ? workspace.create(`dnorm${number - 1} (I·encoder)`, room * side * side * inputs) : dpixels;
      if (!dx) continue;
      const w = entryOf(weights, weightOfLayer(number));
      recorder.call(convolutionBackwardInput, sizes, { dy: dconvolved, w, dx });
      dy = dx;
    }
  }
}
