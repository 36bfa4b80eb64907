import type { Split } from '../data/dataset.ts';
import { OptionError } from '../errors.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import { scoresOf } from './evaluation.ts';
import type { ValidatedEvent } from './protocol.ts';
import type { Settings } from './run_options.ts';
import { heldOutSplit, type TrainingData } from './training_data.ts';

/** The best validation so far; a resumed run keeps it. */
export interface Best {
  readonly cider: number;
  readonly epoch: number;
  /** Validations since then. */
  readonly since: number;
}

const none: Best = { cider: Number.NEGATIVE_INFINITY, epoch: 0, since: 0 };

/** What a validation found, and whether the run shall end. */
export interface Validated {
  readonly event: Omit<ValidatedEvent, 'type' | 'step' | 'epoch'>;
  readonly enough: boolean;
}

/** Scores a run on pictures that it does not learn from, if there are any, and remembers its best. */
export class Validation {
  readonly #source: TrainingData;
  readonly #split: Split | undefined;
  readonly #every: number;
  readonly #images: number;
  readonly #patience: number;
  readonly #heard: () => void;
  #best: Best;

  /**
   * @param heard called whenever the device has answered
   * @throws OptionError for one that waits for validations that cannot be
   */
  constructor(source: TrainingData, settings: Settings, best: Best = none, heard: () => void = () => {}) {
    this.#heard = heard;
    this.#source = source;
    this.#split = source.data.splits.val ?? heldOutSplit(source.data);
    this.#every = settings.validateEvery;
    this.#images = settings.validateImages;
    this.#patience = settings.patience;
    this.#best = best;
    if (this.#split) return;
    if (this.#patience > 0) throw nothingHeldOut('run: patience', '0', String(this.#patience));
    if (settings.schedule === 'plateau') throw nothingHeldOut('run: schedule', 'step or cosine', 'plateau');
  }

  /** Undefined before the first validation. */
  get best(): Best | undefined {
    return this.#best === none ? undefined : this.#best;
  }

  /** Whether there is to be one after so many epochs. */
  isDueAfter(epochs: number): boolean {
    return this.#split !== undefined && this.#every > 0 && epochs % this.#every === 0;
  }

  /** Captions greedily and scores. Throws the reason of `signal` when it is aborted meanwhile. */
  async validate(model: CaptioningRNN, epoch: number, signal: AbortSignal): Promise<Validated> {
    if (!this.#split) throw nothingHeldOut('run: validateEvery', '0', String(this.#every));
    const { name } = this.#split;
    const asked = { split: name, images: this.#images, decoding: {}, signal, onProgress: this.#heard };
    const { teacherForcedLoss, freeRunning, images } = await scoresOf(model, this.#source.data, asked);
    const { cider } = freeRunning;
    const best = cider > this.#best.cider;
    this.#best = best ? { cider, epoch, since: 0 } : { ...this.#best, since: this.#best.since + 1 };
    const enough = this.#patience > 0 && this.#best.since >= this.#patience;
    const warnings = [
      ...(images.length > 1 && new Set(images.map(({ caption }) => caption)).size === 1
        ? ['All captions are the same: the model does not look at the pictures.']
        : []),
      ...(enough
        ? [`No better CIDEr for ${this.#best.since} validations: the run ends. Epoch ${this.#best.epoch} was the best.`]
        : []),
    ];
    return {
      event: {
        split: name,
        teacherForcedLoss,
        freeRunning,
        best,
        ...(warnings.length > 0 ? { warning: warnings.join(' ') } : {}),
      },
      enough,
    };
  }
}

function nothingHeldOut(where: string, expected: string, found: string): OptionError {
  return new OptionError({
    where,
    expected: `${expected}: the data set has no split but train, so nothing is validated`,
    found,
    remedy: 'Add a split val, or leave the option out.',
  });
}
