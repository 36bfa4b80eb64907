import type { Backend, Buffer, Recorder } from '../../ops/backend.ts';
import type { Workspace } from '../../ops/workspace.ts';
import type { Configuration } from '../configuration.ts';
import type { PerParameter } from '../parameter_names.ts';

/** The model whose captions are decoded. */
export interface Captioner {
  readonly backend: Backend;
  readonly configuration: Configuration;
  readonly weights: PerParameter<Buffer>;
  readonly wordToIdx: Readonly<Record<string, number>>;
  /** Records the computation of features (rows, E) from the host's input, (rows, D). */
  readonly encode: (recorder: Recorder, workspace: Workspace, brought: Buffer, rows: number) => Buffer;
}
