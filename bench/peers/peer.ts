import type { ParameterTensors } from '../../src/model/parameters.ts';
import type { Problem } from './problem.ts';

/** One library that can train the captioner on the problem, starting from the given parameters. */
export interface Peer {
  readonly name: string;
  /** Gets everything onto the device. What it costs is part of the cold time. */
  prepare(problem: Problem, parameters: ParameterTensors): Promise<TrainingStepper>;
}

export interface TrainingStepper {
  /** One training step: loss, gradients, Adam. Resolves to the loss when the step is wholly done. */
  step(): Promise<number>;
  /** Frees the device for the next peer. */
  close(): Promise<void>;
}

/** What was measured of a peer, times in milliseconds. */
export interface Measured {
  readonly peer: string;
  readonly losses: readonly number[];
  /** Preparation and first step: uploads, shader compilers, the step. */
  readonly cold: number;
  /** Each later step, the wait for its loss included. */
  readonly warm: readonly number[];
}

/** Runs `steps` timed steps after the first one, one at a time. */
export async function measure(
  peer: Peer,
  problem: Problem,
  parameters: ParameterTensors,
  steps: number,
): Promise<Measured> {
  const begin = performance.now();
  const stepper = await peer.prepare(problem, parameters);
  try {
    const losses = [await stepper.step()];
    const cold = performance.now() - begin;
    const warm: number[] = [];
    for (let step = 0; step < steps; step++) {
      const start = performance.now();
      losses.push(await stepper.step());
      warm.push(performance.now() - start);
    }
    return { peer: peer.name, losses, cold, warm };
  } finally {
    await stepper.close();
  }
}
