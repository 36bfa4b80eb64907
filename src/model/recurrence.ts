import type { Buffer, ElementType, Recorder, Size } from '../ops/backend.ts';
import { lstmStepBackward } from '../ops/lstm_step_backward.ts';
import { lstmStepForward } from '../ops/lstm_step_forward.ts';
import type { BuffersOf, SizesOf } from '../ops/op.ts';
import { rnnStepBackward } from '../ops/rnn_step_backward.ts';
import { rnnStepForward } from '../ops/rnn_step_forward.ts';
import type { Workspace } from '../ops/workspace.ts';
import { type Configuration, elementsOf } from './configuration.ts';
import type { StepSize } from './memory.ts';
import { at } from './plan_sizes.ts';

/** What the recurrent steps of a program share. */
export interface Steps {
  readonly recorder: Recorder;
  readonly T: number;
  /** Rows of the input projection, and which of them each packed row takes. */
  readonly xw: Buffer;
  readonly inputRows: Buffer;
  readonly wh: Buffer;
  /** (capacity + M, H) states: before the first step, then after each packed row. */
  readonly hs: Buffer;
}

/** What the backward pass needs in addition. */
interface StepGradients {
  /** (M, H) gradient of every h from above. */
  readonly dh: Buffer;
  /** (M, 4H or H) gradient of every pre-activation. */
  readonly da: Buffer;
}

/** One kind of recurrent network: how its time steps are recorded, one dispatch each, forward and backward. */
export interface Recurrence {
  forward(steps: Steps): void;
  backward(steps: Steps & StepGradients): void;
  /** The LSTM's: (M, 4H) gates of every packed row, unit-major, and (capacity + M, H) cell states that lie as `hs` do. */
  readonly inside?: { readonly gates: Buffer; readonly cs: Buffer };
}

/** Sizes of time step t by name. The state before the first step begins at row 0. */
const stepSizes = (t: number) => ({
  rows: at('rows', t),
  first: at('first', t),
  prev: t === 0 ? 0 : at('out', t - 1),
  out: at('out', t),
});

/** Where the next step's rows lie; after the last step there are none. */
const nextSizes = (t: number, T: number) =>
  t + 1 < T ? { next: at('first', t + 1), next_rows: at('rows', t + 1) } : { next: 0, next_rows: 0 };

/** The forward pass of a cell type, with the memory that it alone needs. Room for N captions of T steps. */
export function createForward(
  { cellType, H }: Configuration,
  workspace: Workspace,
  { N, T }: Pick<StepSize, 'N' | 'T'>,
): Pick<Recurrence, 'forward'> {
  return cellType === 'lstm' ? lstmForward(H, cellStates(H, workspace, N, T)) : rnn(H);
}

/** Both passes. */
export function createRecurrence(
  configuration: Configuration,
  workspace: Workspace,
  { N, T }: Pick<StepSize, 'N' | 'T'>,
): Recurrence {
  const { cellType, H } = configuration;
  return cellType === 'lstm' ? lstm(H, workspace, N, T, elementsOf(configuration)) : rnn(H);
}

/** Cell states of this many rows; the RNN has none. */
export function createCellStates(
  { cellType, H }: Pick<Configuration, 'cellType' | 'H'>,
  workspace: Workspace,
  rows: number,
): Buffer | undefined {
  return cellType === 'lstm' ? workspace.create('cs', rows * H) : undefined;
}

type StepBuffers = BuffersOf<typeof rnnStepForward, Buffer> & {
  readonly cs?: Buffer | undefined;
  readonly gates?: Buffer | undefined;
};

/** Records one time step forward: the LSTM's where there are cell states, else the RNN's. */
export function recordStep(
  recorder: Recorder,
  sizes: SizesOf<typeof rnnStepForward, Size> & SizesOf<typeof lstmStepForward, Size>,
  { cs, gates, ...buffers }: StepBuffers,
): void {
  if (cs) recorder.call(lstmStepForward, sizes, { ...buffers, gates, cs });
  else recorder.call(rnnStepForward, sizes, buffers);
}

function rnn(H: number): Recurrence {
  return {
    forward({ recorder, T, xw, inputRows, wh, hs }) {
      for (let t = 0; t < T; t++) {
        recordStep(recorder, { H, ...stepSizes(t) }, { xw, input_rows: inputRows, wh, hs });
      }
    },
    backward({ recorder, T, wh, hs, dh, da }) {
      for (let t = T - 1; t >= 0; t--) {
        const { rows, first, out } = stepSizes(t);
        recorder.call(rnnStepBackward, { H, rows, first, out, ...nextSizes(t, T) }, { dh, wh, hs, da });
      }
    },
  };
}

/** Rows 0 … N − 1 are the cell state before the first step: created 0 and never written. */
function cellStates(H: number, workspace: Workspace, N: number, T: number): Buffer {
  return workspace.create('cs (N·(T + 1)·H)', (N + N * T) * H);
}

function lstmForward(H: number, cs: Buffer, gates?: Buffer): Pick<Recurrence, 'forward'> {
  return {
    forward({ recorder, T, xw, inputRows, wh, hs }) {
      for (let t = 0; t < T; t++) {
        recordStep(recorder, { H, ...stepSizes(t) }, { xw, input_rows: inputRows, wh, gates, hs, cs });
      }
    },
  };
}

function lstm(H: number, workspace: Workspace, N: number, T: number, elements: ElementType): Recurrence {
  const cs = cellStates(H, workspace, N, T);
  const gates = workspace.create('gates (N·T·4H)', N * T * 4 * H, elements);
  const dc = workspace.create('dc (N·H)', N * H);
  return {
    ...lstmForward(H, cs, gates),
    inside: { gates, cs },
    backward({ recorder, T, wh, dh, da }) {
      for (let t = T - 1; t >= 0; t--) {
        const next = nextSizes(t, T);
        const sizes = { H, ...stepSizes(t), ...next, carry_rows: next.next_rows };
        recorder.call(lstmStepBackward, sizes, { dh, wh, gates, cs, da, dc });
      }
    },
  };
}
