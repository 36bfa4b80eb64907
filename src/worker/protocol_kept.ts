import type { Fault } from '../errors.ts';
import type { CheckpointSummary } from './protocol_captions.ts';

/** A checkpoint of a kept run: its latest state, or the best by CIDEr. */
export interface KeptFile {
  readonly run: string;
  readonly which: 'latest' | 'best';
}

/** A run that is kept. */
export interface KeptRun {
  /** Its name among the kept ones; empty for the run of a folder, and for one that an earlier version kept. */
  readonly run: string;
  /** What is known of its latest state. Missing while the run is trained, here or in another tab. */
  readonly latest?: CheckpointSummary | { readonly unusable: Fault };
  /** Whether its best is kept as well. */
  readonly best: boolean;
}

/** Sent after `ready`, and whenever it has changed, here or by another tab. */
export interface RunsEvent {
  readonly type: 'runs';
  /** Missing where nothing can be kept. */
  readonly place?: 'browser' | 'folder';
  /** The last kept first. What is not among them is not kept, or no more. */
  readonly runs: readonly KeptRun[];
}

/** The run under way was kept. */
export interface KeptEvent {
  readonly type: 'kept';
  readonly run: string;
  readonly step: number;
  /** Where the best by validation CIDEr so far was kept with it: its step. */
  readonly bestStep?: number;
}
