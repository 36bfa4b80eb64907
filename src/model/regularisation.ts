import type { Buffer, Recorder, Size } from '../ops/backend.ts';
import { streams } from '../ops/counter_random.ts';
import { dropoutBackward } from '../ops/dropout_backward.ts';
import { dropoutForward } from '../ops/dropout_forward.ts';
import type { SettingsOf } from '../options/declare.ts';
import { lossOptions } from '../options/regularisation_options.ts';
import { valuesOf } from '../options/values.ts';

/** What a training changes about the loss. Everything is off at 0, and costs nothing then. */
export interface Regularisation extends SettingsOf<typeof lossOptions> {
  /**
   * Share of each word vector's numbers that is dropped. A word has the same mask wherever it occurs in the minibatch of
   * a step (Gal & Ghahramani 2016), so that its input projection is still computed once.
   */
  readonly wordDropout: number;
  /**
   * Share of the hidden units that is dropped where the vocabulary layer reads them, with a new mask at every time step
   * (Zaremba et
   * al. 2014; Vinyals et al. 2015). The recurrence continues with the undropped values.
   */
  readonly outputDropout: number;
  /** Of the dropout masks: an unsigned 32-bit integer. */
  readonly seed: number;
}

export const NO_REGULARISATION: Regularisation = {
  ...{ wordDropout: 0, outputDropout: 0, seed: 0 },
  ...valuesOf('regularisation', lossOptions, {}),
};

/** The places at which a training drops numbers, where it does. */
export function dropouts(recorder: Recorder, { wordDropout, outputDropout, seed }: Regularisation) {
  return {
    words: wordDropout > 0 ? new Dropout(recorder, wordDropout, seed, streams.wordDropout) : undefined,
    output: outputDropout > 0 ? new Dropout(recorder, outputDropout, seed, streams.outputDropout) : undefined,
  };
}

/** Records the forward and backward pass of dropout at one place. Masks change with the size `step` of a run. */
class Dropout {
  readonly #recorder: Recorder;
  readonly #mask: { readonly rate: number; readonly seed: number; readonly stream: number; readonly step: string };

  constructor(recorder: Recorder, rate: number, seed: number, stream: number) {
    this.#recorder = recorder;
    this.#mask = { rate, seed, stream, step: 'step' };
  }

  /** y = M rows of x, dropped: those that `rows` lists, or those from `x_first` on, whose places begin at `first`. */
  forward(
    sizes: { readonly M: Size; readonly N: number; readonly x_first?: Size; readonly first?: Size },
    buffers: { readonly x: Buffer; readonly rows?: Buffer; readonly y: Buffer },
  ): void {
    this.#recorder.call(dropoutForward, { ...sizes, ...this.#mask }, buffers);
  }

  /** In place: the rows of dx that `rows` lists, or the first M. */
  backward(
    sizes: { readonly M: Size; readonly N: number },
    buffers: { readonly rows?: Buffer; readonly dx: Buffer },
  ): void {
    this.#recorder.call(dropoutBackward, { ...sizes, ...this.#mask }, buffers);
  }
}
