import type { Backend, Buffer, Recorder } from '../ops/backend.ts';
import type { Workspace } from '../ops/workspace.ts';

/** Parameters that decoding reads, by CS231n name, as they lie on the device. */
type Weights = 'W_embed' | 'W_proj' | 'b_proj' | 'Wx' | 'Wh' | 'b' | 'W_vocab' | 'b_vocab';

/** What decoding needs to know of a captioner: its sizes in the design's letters, its words, its parameters. */
export interface Captioner {
  readonly backend: Backend;
  readonly cellType: 'rnn' | 'lstm';
  /** Numbers that the host brings for each picture. */
  readonly D: number;
  /** Length of the feature made of them. */
  readonly E: number;
  readonly W: number;
  readonly H: number;
  readonly V: number;
  /** Width of the recurrent pre-activation: 4H for the LSTM, H for the RNN. */
  readonly gateWidth: number;
  readonly weights: Readonly<Record<Weights, Buffer>>;
  readonly wordToIdx: Readonly<Record<string, number>>;
  /** Records what makes features (rows, E) of what the host brought, (rows, D). */
  readonly encode: (recorder: Recorder, workspace: Workspace, brought: Buffer, rows: number) => Buffer;
}

/** Word numbers that steer decoding; `<UNK>` where the vocabulary has it. */
export interface SpecialWords {
  readonly start: number;
  readonly end: number;
  readonly unknown: number | undefined;
}
