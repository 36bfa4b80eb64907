import type { Backend } from '../ops/backend.ts';
import type { Keeping } from './keeping.ts';
import type { DataSource, Event } from './protocol.ts';
import type { TrainingData } from './training_data.ts';
import type { Ticker } from './watch.ts';

/** What a session is given to work with. */
export interface SessionParts {
  readonly post: (event: Event) => void;
  readonly load: (
    source: DataSource,
    onProgress: (what: string, done: number, total: number) => void,
  ) => Promise<TrainingData>;
  readonly openBackend: (kind: 'webgpu' | 'cpu') => Promise<Backend>;
  /** Where runs are kept; without it none are. */
  readonly keeping?: Keeping;
  /** How the time is counted that a device may take to answer. */
  readonly ticker?: Ticker;
}
