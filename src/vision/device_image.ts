import { affineBackwardInput } from '../ops/affine_backward_input.ts';
import { affineForward } from '../ops/affine_forward.ts';
import type { Backend, Buffer, Recorder, Values } from '../ops/backend.ts';
import type { Workspace } from '../ops/workspace.ts';
import type { FloatTensor } from '../tensor.ts';
import type { Convention } from './convention.ts';
import { channelsOf } from './network_input.ts';
import { INPUT_CHANNELS, type PictureSize } from './plan.ts';

/** An image as `preprocessImage` makes it and its gradient, on a device: a row a pixel, of red, green, blue and 0. */
export class DeviceImage implements PictureSize {
  readonly values: Buffer;
  readonly gradient: Buffer;
  readonly height: number;
  readonly width: number;
  readonly #backend: Backend;
  /** A pixel of the image, multiplied by these, is one of the network's input. */
  readonly #weights: Buffer;
  readonly #shifts: Buffer;

  constructor(backend: Backend, workspace: Workspace, convention: Convention, { height, width }: PictureSize) {
    this.#backend = backend;
    this.height = height;
    this.width = width;
    this.values = workspace.create('image', this.length);
    this.gradient = workspace.create('d image', this.length);
    this.#weights = workspace.create('weights of colours', INPUT_CHANNELS ** 2);
    this.#shifts = workspace.create('shifts of colours', INPUT_CHANNELS);
    const weights = new Float64Array(INPUT_CHANNELS ** 2);
    const shifts = new Float64Array(INPUT_CHANNELS);
    for (const [channel, { colour, scale, shift }] of channelsOf(convention).entries()) {
      weights[colour * INPUT_CHANNELS + channel] = scale;
      shifts[channel] = shift;
    }
    backend.write(this.#weights, weights);
    backend.write(this.#shifts, shifts);
  }

  /** Numbers of the image and of its gradient. */
  get length(): number {
    return this.height * this.width * INPUT_CHANNELS;
  }

  /** Becomes an image (1, 3, height, width). */
  write({ data }: FloatTensor): void {
    const pixels = this.height * this.width;
    const rows = new Float64Array(this.length);
    for (let colour = 0; colour < 3; colour++) {
      for (let m = 0; m < pixels; m++) rows[m * INPUT_CHANNELS + colour] = data[colour * pixels + m] ?? 0;
    }
    this.#backend.write(this.values, rows);
  }

  /** What was read of the image or its gradient, as (1, 3, height, width). */
  asTensor(rows: Values | undefined): FloatTensor {
    const pixels = this.height * this.width;
    const data = rows instanceof Float64Array ? new Float64Array(3 * pixels) : new Float32Array(3 * pixels);
    for (let colour = 0; colour < 3; colour++) {
      for (let m = 0; m < pixels; m++) data[colour * pixels + m] = rows?.[m * INPUT_CHANNELS + colour] ?? 0;
    }
    return { shape: [1, 3, this.height, this.width], data };
  }

  /** The image as a network's input. */
  forward(recorder: Recorder, input: Buffer): void {
    const buffers = { x: this.values, w: this.#weights, b: this.#shifts, y: input };
    recorder.call(affineForward, this.#sizes(), buffers);
  }

  /** The gradient of the image from that of the input. */
  backward(recorder: Recorder, dinput: Buffer): void {
    recorder.call(affineBackwardInput, this.#sizes(), { dy: dinput, w: this.#weights, dx: this.gradient });
  }

  #sizes() {
    return { M: this.height * this.width, K: INPUT_CHANNELS, N: INPUT_CHANNELS };
  }
}
