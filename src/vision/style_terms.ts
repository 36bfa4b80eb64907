import { affineBackwardWeight } from '../ops/affine_backward_weight.ts';
import { affineForward } from '../ops/affine_forward.ts';
import type { Buffer, Recorder } from '../ops/backend.ts';
import { addScaled, convert, fill } from '../ops/elementwise.ts';
import type { Workspace } from '../ops/workspace.ts';
import type { LossTerm, SumOfSquares } from './loss_term.ts';

/** What a layer makes of an image, F (pixels, channels), on a device. */
export interface DeviceLayer {
  readonly values: Buffer;
  readonly pixels: number;
  readonly channels: number;
}

/** A part of the loss that holds a layer against what another image, its target, makes of it. */
interface Held {
  readonly layer: DeviceLayer;
  /** Gets the gradient added. */
  readonly gradient: Buffer;
  readonly weight: number;
}

/** `contentLoss`: weight · Σ (F − target)². */
export class ContentTerm implements LossTerm {
  readonly weight: number;
  readonly #layer: DeviceLayer;
  readonly #gradient: Buffer;
  readonly #squares: SumOfSquares;
  /** Negated, so that what is added to it becomes the difference. */
  readonly #target: Buffer;
  readonly #difference: Buffer;

  constructor(workspace: Workspace, squares: SumOfSquares, { layer, gradient, weight }: Held) {
    this.weight = weight;
    this.#layer = layer;
    this.#gradient = gradient;
    this.#squares = squares;
    this.#target = workspace.create('content, negated', this.#length);
    this.#difference = workspace.create('difference of contents', this.#length);
  }

  /** The layer as it is then becomes the target. */
  aim(recorder: Recorder): void {
    const Q = this.#length;
    recorder.call(fill, { Q, value: 0 }, { x: this.#target });
    recorder.call(addScaled, { Q, scale: -1 }, { x: this.#layer.values, y: this.#target });
  }

  record(recorder: Recorder, sum: Buffer): void {
    const Q = this.#length;
    const difference = this.#difference;
    recorder.call(convert, { Q }, { x: this.#target, y: difference });
    recorder.call(addScaled, { Q, scale: 1 }, { x: this.#layer.values, y: difference });
    this.#squares.record(recorder, difference, Q, sum);
    recorder.call(addScaled, { Q, scale: 2 * this.weight }, { x: difference, y: this.#gradient });
  }

  get #length(): number {
    return this.#layer.pixels * this.#layer.channels;
  }
}

/** One layer's part of `styleLoss`: weight · Σ (G − target)², G = Fᵀ F / (channels · pixels) being its Gram matrix. */
export class StyleTerm implements LossTerm {
  readonly weight: number;
  readonly #layer: DeviceLayer;
  readonly #gradient: Buffer;
  readonly #squares: SumOfSquares;
  /** Negated. */
  readonly #target: Buffer;
  /** Fᵀ F. */
  readonly #products: Buffer;
  readonly #difference: Buffer;
  /** F times the difference. */
  readonly #slopes: Buffer;

  constructor(workspace: Workspace, squares: SumOfSquares, { layer, gradient, weight }: Held) {
    this.weight = weight;
    this.#layer = layer;
    this.#gradient = gradient;
    this.#squares = squares;
    const gram = layer.channels ** 2;
    this.#target = workspace.create('style, negated', gram);
    this.#products = workspace.create('sums of products', gram);
    this.#difference = workspace.create('difference of styles', gram);
    this.#slopes = workspace.create('slopes of a style', layer.pixels * layer.channels);
  }

  /** The Gram matrix of the same layer of an image, of whatever size, becomes the target. */
  aim(recorder: Recorder, layer: DeviceLayer): void {
    recorder.call(fill, { Q: layer.channels ** 2, value: 0 }, { x: this.#target });
    this.#addGram(recorder, layer, -1, this.#target);
  }

  /** The gradient by F is 4 · weight · F (G − target) / (channels · pixels). */
  record(recorder: Recorder, sum: Buffer): void {
    const { values, pixels, channels } = this.#layer;
    const [Q, length] = [channels ** 2, pixels * channels];
    recorder.call(convert, { Q }, { x: this.#target, y: this.#difference });
    this.#addGram(recorder, this.#layer, 1, this.#difference);
    this.#squares.record(recorder, this.#difference, Q, sum);
    const product = { x: values, w: this.#difference, y: this.#slopes };
    recorder.call(affineForward, { M: pixels, K: channels, N: channels }, product);
    const scale = (4 * this.weight) / length;
    recorder.call(addScaled, { Q: length, scale }, { x: this.#slopes, y: this.#gradient });
  }

  #addGram(recorder: Recorder, { values, pixels, channels }: DeviceLayer, sign: number, to: Buffer): void {
    const products = { x: values, dy: values, dw: this.#products };
    recorder.call(affineBackwardWeight, { M: pixels, K: channels, N: channels }, products);
    const scale = sign / (channels * pixels);
    recorder.call(addScaled, { Q: channels ** 2, scale }, { x: this.#products, y: to });
  }
}
