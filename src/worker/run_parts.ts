import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Backend } from '../ops/backend.ts';
import type { Errands } from './errands.ts';
import type { Keeper } from './keeper.ts';
import type { Event } from './protocol.ts';
import type { Resumable } from './run_checkpoint.ts';
import type { Settings } from './run_options.ts';
import type { TrainingData } from './training_data.ts';

/** What a run is made of. */
export interface RunParts {
  readonly backend: Backend;
  readonly source: TrainingData;
  readonly settings: Settings;
  readonly post: (event: Event) => void;
  /** What is asked for during the run. */
  readonly errands: Errands;
  /** Whether to pause after the first step. */
  readonly paused: boolean;
  /** What to resume; without it a new run starts. */
  readonly from?: Resumable;
  /** Initial weights; random without them. */
  readonly weights?: Checkpoint;
  /** Without it nothing is kept. */
  readonly keeper?: Keeper;
  /** Called whenever the device has answered, besides what is posted. */
  readonly heard?: () => void;
}
