import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { Keeper } from './keeper.ts';
import type { Event } from './protocol.ts';
import type { Validation } from './validation.ts';

/** What milestones are told of a run, and may do to it. */
export interface Course {
  readonly model: CaptioningRNN;
  readonly stepsPerEpoch: number;
  /** Steps that are behind the run when it begins. */
  readonly from: number;
  readonly validation: Validation;
  /** Told every validation loss: a schedule may wait for it. */
  readonly onValidationLoss: (loss: number) => void;
  readonly keeper: Keeper | undefined;
  /** The run as a file. */
  readonly checkpoint: () => Promise<Uint8Array<ArrayBuffer>>;
  readonly post: (event: Event) => void;
  /** Aborted when nobody waits for the run any more. */
  readonly signal: AbortSignal;
  /** Ends the run early. */
  readonly end: () => void;
}

/** What a run stops for on its way: it is validated and kept at the ends of epochs, and kept now and then between them. */
export class Milestones {
  readonly #course: Course;
  #closed: number;

  constructor(course: Course) {
    this.#course = course;
    this.#closed = course.from;
  }

  /** What has to be done after so many steps, if anything. */
  due(steps: number): (() => Promise<void>) | undefined {
    const epoch = steps / this.#course.stepsPerEpoch;
    if (steps > this.#closed && Number.isInteger(epoch)) return () => this.#closeEpoch(epoch, steps);
    return this.#course.keeper?.isDue ? () => this.#keep(steps) : undefined;
  }

  /** What has to be done after the last step. */
  async finish(steps: number): Promise<void> {
    const { keeper } = this.#course;
    await this.due(steps)?.();
    if (steps > 0 && keeper && (await keeper.keptStep()) !== steps) await this.#keep(steps);
  }

  async #closeEpoch(epoch: number, step: number): Promise<void> {
    const { keeper, checkpoint, validation } = this.#course;
    this.#closed = step;
    const best = validation.isDueAfter(epoch) && (await this.#validate(epoch, step));
    await keeper?.keepEpoch(epoch, step, best, checkpoint);
  }

  async #keep(step: number): Promise<void> {
    await this.#course.keeper?.keep(step, this.#course.checkpoint);
  }

  /** Whether the model is better than it ever was. */
  async #validate(epoch: number, step: number): Promise<boolean> {
    const { model, validation, onValidationLoss, post, signal, end } = this.#course;
    try {
      const { event, enough } = await validation.validate(model, epoch, signal);
      onValidationLoss(event.teacherForcedLoss);
      post({ type: 'validated', step, epoch, ...event });
      if (enough) end();
      return event.best;
    } catch (error) {
      // Whoever stops a run does not wait for its scores.
      if (signal.aborted) return false;
      throw error;
    }
  }
}
