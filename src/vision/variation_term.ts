import type { Backend, Buffer, Recorder } from '../ops/backend.ts';
import { convolutionBackwardInput, convolutionForward } from '../ops/convolution.ts';
import type { Workspace } from '../ops/workspace.ts';
import type { DeviceImage } from './device_image.ts';
import type { LossTerm, SumOfSquares } from './loss_term.ts';
import { INPUT_CHANNELS } from './plan.ts';

/**
 * `tvLoss` in one direction: weight times the squares of what a convolution makes of an image, the differences between each pixel
 * and the one to the right of it, or the one below it.
 */
export class VariationTerm implements LossTerm {
  readonly weight: number;
  readonly #squares: SumOfSquares;
  readonly #image: DeviceImage;
  readonly #sizes: ReturnType<typeof sizesOf>;
  readonly #differences: Buffer;
  /** Filters of the differences, and of what the gradient takes them times. */
  readonly #forward: Buffer;
  readonly #backward: Buffer;

  constructor(
    backend: Backend,
    workspace: Workspace,
    squares: SumOfSquares,
    { image, weight, direction }: { image: DeviceImage; weight: number; direction: 'right' | 'below' },
  ) {
    this.weight = weight;
    this.#squares = squares;
    this.#image = image;
    this.#sizes = sizesOf(image, direction);
    this.#differences = workspace.create(`differences from the ${direction}`, this.#length);
    const filter = (scale: number) => {
      const buffer = workspace.create(`filter of differences from the ${direction}`, 2 * INPUT_CHANNELS ** 2);
      backend.write(buffer, differenceTimes(scale));
      return buffer;
    };
    this.#forward = filter(1);
    this.#backward = filter(2 * weight);
  }

  record(recorder: Recorder, sum: Buffer): void {
    const { values: x, gradient: dx } = this.#image;
    const differences = this.#differences;
    recorder.call(convolutionForward, this.#sizes, { x, w: this.#forward, y: differences });
    this.#squares.record(recorder, differences, this.#length, sum);
    const buffers = { dy: differences, w: this.#backward, dx };
    recorder.call(convolutionBackwardInput, this.#sizes, buffers, ['accumulate']);
  }

  get #length(): number {
    return this.#sizes.P * this.#sizes.Q * INPUT_CHANNELS;
  }
}

function sizesOf({ height, width }: DeviceImage, direction: 'right' | 'below') {
  const [R, S] = direction === 'right' ? [1, 2] : [2, 1];
  const channels = { C: INPUT_CHANNELS, F: INPUT_CHANNELS, G: INPUT_CHANNELS };
  return { N: 1, H: height, W: width, P: height - R + 1, Q: width - S + 1, ...channels, R, S, stride: 1, pad: 0 };
}

/** A filter (2 places, C, F) that takes the first place off the second, each colour by itself. */
function differenceTimes(scale: number): Float64Array {
  const filter = new Float64Array(2 * INPUT_CHANNELS ** 2);
  for (let c = 0; c < INPUT_CHANNELS; c++) {
    filter[c * INPUT_CHANNELS + c] = -scale;
    filter[(INPUT_CHANNELS + c) * INPUT_CHANNELS + c] = scale;
  }
  return filter;
}
