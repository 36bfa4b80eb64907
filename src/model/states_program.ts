import { affineForward } from '../ops/affine_forward.ts';
import type { Buffer, Recorder } from '../ops/backend.ts';
import type { Workspace } from '../ops/workspace.ts';
import { type Configuration, elementsOf, gateAxis } from './configuration.ts';
import type { StepSize } from './memory.ts';
import type { PerParameter } from './parameter_names.ts';
import type { PlanBuffers } from './plan_buffers.ts';
import { at } from './plan_sizes.ts';
import type { Recurrence, Steps } from './recurrence.ts';

/** Where the states of captions are recorded: `size` says how many captions there is room for. */
export interface StatesSetting {
  readonly recorder: Recorder;
  readonly configuration: Configuration;
  readonly buffers: {
    readonly weights: PerParameter<Buffer>;
    /** Image features (rows, E); the plan's `imageRows` are rows of it. */
    readonly features: Buffer;
    readonly plan: PlanBuffers['parts'];
  };
  readonly workspace: Workspace;
  readonly size: Pick<StepSize, 'N' | 'T'>;
}

/** Word vectors as a program reads them: (U, W), or those rows of a table that `rows` lists. */
export interface WordVectors {
  readonly x: Buffer;
  readonly rows?: Buffer;
}

/**
 * Records the states of captions that a plan packs. The time loop has one call per step; everything that does not depend
 * on the previous step is hoisted out of it into one matrix product.
 */
export function recordStates(
  { recorder, configuration, buffers, workspace, size: { N, T } }: StatesSetting,
  recurrence: Pick<Recurrence, 'forward'>,
  vectors: WordVectors,
): Steps {
  const { E, W, H, V, gateWidth } = configuration;
  const { features, plan, weights: w } = buffers;
  const elements = elementsOf(configuration);
  const xw = workspace.create(`xw (min(N·T, V)·${gateAxis(configuration)})`, Math.min(N * T, V) * gateWidth, elements);
  const hs = workspace.create('hs (N·(T + 1)·H)', (N + N * T) * H, elements);
  const steps = { recorder, T, xw, inputRows: plan.inputRows, wh: w.Wh, hs };
  recorder.call(
    affineForward,
    { M: at('rows', 0), K: E, N: H },
    { x: features, w: w.W_proj, b: w.b_proj, rows: plan.imageRows, y: hs },
  );
  recorder.call(affineForward, { M: 'U', K: W, N: gateWidth }, { ...vectors, w: w.Wx, b: w.b, y: xw });
  recurrence.forward(steps);
  return steps;
}
