import { TrainingError } from '../errors.ts';
import type { BatchPlan } from '../model/batch_plan.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { PlannedBatch, StepRoom, TrainingStep } from '../model/training_step.ts';
import { counterUniform, streams } from '../ops/counter_random.ts';
import {
  type ScheduledSamplingOptions,
  type ScheduledSamplingSettings,
  scheduledSamplingOptions,
} from '../options/regularisation_options.ts';
import { checkOptions } from '../options/values.ts';

/**
 * The checked options; `undefined` if they never replace a word.
 * @throws OptionError naming an option that is unknown or out of range
 */
export function checkScheduledSampling(
  where: string,
  options: ScheduledSamplingOptions,
): ScheduledSamplingSettings | undefined {
  const settings = checkOptions(where, scheduledSamplingOptions, options);
  const { start, perEpoch, most } = settings;
  return most > 0 && start + perEpoch > 0 ? settings : undefined;
}

/** The random draws that select the words to replace: a function of seed, step and the word's place in the minibatch. */
interface Draw {
  readonly probability: number;
  readonly seed: number;
  readonly step: number;
}

/**
 * The input words (N, T + 1): at t > 0, while the caption lasts, the word predicted at t − 1 with the given probability,
 * else the caption's own.
 * @param predicted (M) the word predicted after every packed row of `plan`
 */
export function replacedInputs(
  captions: Int32Array,
  { order, rows, first, steps }: BatchPlan,
  predicted: ArrayLike<number>,
  { probability, seed, step }: Draw,
): Int32Array {
  const columns = captions.length / order.length;
  const inputs = captions.slice();
  for (let t = 1; t < steps; t++) {
    for (let row = 0; row < (rows[t] ?? 0); row++) {
      const place = (order[row] ?? 0) * columns + t;
      if (counterUniform(seed, streams.scheduledSampling, step, place) >= probability) continue;
      inputs[place] = predicted[(first[t - 1] ?? 0) + row] ?? 0;
    }
  }
  return inputs;
}

/** The first pass: the model's prediction after each word of a minibatch, and the plan of the words to read instead. */
export class ScheduledSampling {
  readonly #settings: ScheduledSamplingSettings;
  readonly #seed: number;
  readonly #prediction: TrainingStep;

  /** @param seed unsigned 32-bit integer */
  constructor(model: CaptioningRNN, room: StepRoom, settings: ScheduledSamplingSettings, seed: number) {
    this.#settings = settings;
    this.#seed = seed;
    this.#prediction = model.predictionStep(room);
  }

  /**
   * The inputs of step 1, 2, … for a planned minibatch.
   * @param epoch completed epochs
   * @throws TrainingError when the scores of the first pass are not finite
   */
  async inputs(captions: Int32Array, batch: PlannedBatch, step: number, epoch: number): Promise<Int32Array> {
    const { start, perEpoch, most } = this.#settings;
    const probability = Math.min(most, start + perEpoch * epoch);
    const { predicted } = this.#prediction;
    if (probability === 0 || !predicted) return captions;
    const [words = [], loss] = await this.#prediction.run(batch, [predicted, this.#prediction.loss]);
    // Words chosen from scores that are not finite are meaningless.
    if (!Number.isFinite(loss?.[0])) {
      throw new TrainingError({
        where: `training step ${step}`,
        expected: 'finite scores to choose words from',
        found: `loss ${loss?.[0]}`,
        remedy: `The parameters are those after step ${step - 1}. Try a smaller learning rate.`,
      });
    }
    return replacedInputs(captions, batch.plan, words, { probability, seed: this.#seed, step });
  }

  destroy(): void {
    this.#prediction.destroy();
  }
}
