import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { OptionError } from '../errors.ts';
import type { RunDefaults } from '../options/run_options.ts';
import type { ModelAtHand } from './model_at_hand.ts';
import type { Command } from './protocol.ts';
import type { Resumable } from './run_checkpoint.ts';
import { resumedSettings, type Settings, sizesOf, withDefaults } from './run_options.ts';

/** What a run is to be, and where it begins. */
export interface RunPlan {
  readonly settings: Settings;
  /** What to resume; without it a new run starts. */
  readonly from?: Resumable;
  /** Initial weights; random without them. */
  readonly weights?: Checkpoint;
}

/**
 * @param defaults of the data set; by default `runDefaults`
 * @throws OptionError for options that are unknown or do not fit, or when no checkpoint is open that is asked for
 */
export function planOf(
  { options, ...how }: Extract<Command, { type: 'start' }>,
  model: ModelAtHand,
  defaults?: RunDefaults,
): RunPlan {
  if (how.resume && how.weights) {
    throw new OptionError({ where: 'start', expected: 'resume or weights', found: 'both' });
  }
  if (how.resume) {
    const from = model.resumable();
    return { from, settings: resumedSettings(from.record.options, options) };
  }
  const weights = how.weights ? model.weights() : undefined;
  return {
    settings: withDefaults({ ...(weights && sizesOf(weights)), ...options }, defaults),
    ...(weights && { weights }),
  };
}
