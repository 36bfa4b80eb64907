import type { Split } from '../data/dataset.ts';
import { OptionError } from '../errors.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { Settings } from '../options/run_options.ts';
import type { Best, ValidationPoint } from '../runs/run_record.ts';
import type { RunWriter } from '../runs/run_writer.ts';
import { heldOutSplit, type TrainingData } from '../sources/training_data.ts';
import { accuracyOf, scoresOf } from './evaluation.ts';
import type { Event, ValidatedEvent } from './protocol.ts';

const none: Best = { cider: Number.NEGATIVE_INFINITY, epoch: 0, since: 0 };

/** What a resumed run has of its earlier validations. */
interface Before {
  readonly best?: Best;
  readonly validations?: readonly ValidationPoint[];
}

/** The result of a validation, and whether the run is to end. */
interface Validated {
  readonly event: Omit<ValidatedEvent, 'type' | 'step' | 'epoch'>;
  readonly enough: boolean;
}

/** Scores a run on held-out pictures, if there are any, and remembers its best. */
export class Validation {
  readonly #source: TrainingData;
  readonly #split: Split | undefined;
  readonly #every: number;
  readonly #images: number;
  readonly #patience: number;
  readonly #heard: () => void;
  #best: Best;
  /** Of the whole training, in the order of their steps. */
  readonly points: ValidationPoint[];

  /**
   * @param heard called whenever the device has responded
   * @throws OptionError for an option that needs validations, where no split is held out
   */
  constructor(source: TrainingData, settings: Settings, before: Before = {}, heard: () => void = () => {}) {
    const { best = none, validations = [] } = before;
    this.points = [...validations];
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

  /** Whether a validation is due after this many epochs. */
  isDueAfter(epochs: number): boolean {
    return this.#split !== undefined && this.#every > 0 && epochs % this.#every === 0;
  }

  /** Decodes greedily and scores the captions. Throws the reason of `signal` when that aborts. */
  async validate(
    model: CaptioningRNN,
    { epoch, step }: { readonly epoch: number; readonly step: number },
    signal: AbortSignal,
  ): Promise<Validated> {
    if (!this.#split) throw nothingHeldOut('run: validateEvery', '0', String(this.#every));
    const { name } = this.#split;
    const asked = { split: name, images: this.#images, decoding: {}, signal, onProgress: this.#heard };
    const { teacherForcedLoss, freeRunning, images } = await scoresOf(model, this.#source.data, asked);
    const accuracy = accuracyOf(this.#source, name, images);
    const { cider } = freeRunning;
    this.points.push({ step, loss: teacherForcedLoss, cider });
    const best = cider > this.#best.cider;
    this.#best = best ? { cider, epoch, since: 0 } : { ...this.#best, since: this.#best.since + 1 };
    const enough = this.#patience > 0 && this.#best.since >= this.#patience;
    const warnings = [
      ...(images.length > 1 && new Set(images.map(({ caption }) => caption)).size === 1
        ? ['All captions are identical: the model ignores the pictures.']
        : []),
      ...(enough
        ? [
            `CIDEr has not improved for ${this.#best.since} validations, so the run ends. Epoch ${this.#best.epoch} was the best.`,
          ]
        : []),
    ];
    return {
      event: {
        split: name,
        teacherForcedLoss,
        freeRunning,
        ...(accuracy && { accuracy }),
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
    expected: `${expected}: the data set has only the split train, so nothing is validated`,
    found,
    remedy: 'Add a split val, or leave the option out.',
  });
}

/** What milestones know of a run, and may do to it. */
interface EpochParts {
  readonly model: CaptioningRNN;
  readonly stepsPerEpoch: number;
  /** Steps already done when the run begins. */
  readonly from: number;
  readonly validation: Validation;
  /** Called with every validation loss, for schedules that depend on it. */
  readonly onValidationLoss: (loss: number) => void;
  readonly writer: RunWriter | undefined;
  /** The run, encoded as a file. */
  readonly checkpoint: () => Promise<Uint8Array<ArrayBuffer>>;
  readonly post: (event: Event) => void;
  /** Aborted when the run's result is no longer needed. */
  readonly signal: AbortSignal;
  /** Ends the run early. */
  readonly end: () => void;
}

/** What interrupts a run's steps: it is validated and kept at the end of each epoch, and kept at intervals in between. */
export class EpochSchedule {
  readonly #course: EpochParts;
  #closed: number;

  constructor(course: EpochParts) {
    this.#course = course;
    this.#closed = course.from;
  }

  /** What has to be done after this many steps, if anything. */
  due(steps: number): (() => Promise<void>) | undefined {
    const epoch = steps / this.#course.stepsPerEpoch;
    if (steps > this.#closed && Number.isInteger(epoch)) return () => this.#closeEpoch(epoch, steps);
    return this.#course.writer?.isDue ? () => this.#keep(steps) : undefined;
  }

  /** What has to be done after the last step. */
  async finish(steps: number): Promise<void> {
    const { writer } = this.#course;
    await this.due(steps)?.();
    if (steps > 0 && writer && (await writer.keptStep()) !== steps) await this.#keep(steps);
  }

  async #closeEpoch(epoch: number, step: number): Promise<void> {
    const { writer, checkpoint, validation } = this.#course;
    this.#closed = step;
    const best = validation.isDueAfter(epoch) && (await this.#validate(epoch, step));
    await writer?.keepEpoch(epoch, step, best, checkpoint);
  }

  async #keep(step: number): Promise<void> {
    await this.#course.writer?.keep(step, this.#course.checkpoint);
  }

  /** Whether the model is the best so far. */
  async #validate(epoch: number, step: number): Promise<boolean> {
    const { model, validation, onValidationLoss, post, signal, end } = this.#course;
    try {
      const { event, enough } = await validation.validate(model, { epoch, step }, signal);
      onValidationLoss(event.teacherForcedLoss);
      post({ type: 'validated', step, epoch, ...event });
      if (enough) end();
      return event.best;
    } catch (error) {
      // A stopped run does not wait for its scores.
      if (signal.aborted) return false;
      throw error;
    }
  }
}
