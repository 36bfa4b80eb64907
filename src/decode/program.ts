import type { Buffer, Program, RunSizes, Values } from '../ops/backend.ts';
import { Workspace } from '../ops/workspace.ts';
import { type BeamChoice, beamChoice } from './beam.ts';
import type { Captioner, SpecialWords } from './captioner.ts';
import { type Choice, drawnChoice, greedyChoice, plainChoice } from './choice.ts';
import { recordSteps } from './record_steps.ts';
import type { Recording } from './recording.ts';
import { createSpoken, type Spoken } from './spoken.ts';

/** What a run said, on the host; see `Spoken` and `BeamChoice`. */
export interface Transcript {
  readonly stride: number;
  readonly words: Values;
  /** For every row the greatest |score| that words were chosen from, not finite where any was not. */
  readonly magnitude: Values;
  readonly logProbs: Values | undefined;
  readonly parents: Values | undefined;
  readonly hypotheses: Values | undefined;
  readonly alternatives: { readonly words: Values; readonly logProbs: Values } | undefined;
}

/** What a run is told that the recording leaves open. */
export interface Told {
  /** By the names that the recorded calls use. */
  readonly numbers: RunSizes;
  /** 1 for every word that may not be the last. */
  readonly badEndings?: Uint32Array;
}

/** Decodes captions of up to `images` pictures as one program: all steps, one submit, one readback. */
export class DecodeProgram {
  readonly recording: Recording;
  readonly #captioner: Captioner;
  readonly #special: SpecialWords;
  readonly #workspace: Workspace;
  readonly #features: Buffer;
  readonly #spoken: Spoken;
  readonly #beam: BeamChoice | undefined;
  readonly #badEndings: Buffer | undefined;
  readonly #program: Program;

  constructor(captioner: Captioner, special: SpecialWords, recording: Recording) {
    const { backend, D, V } = captioner;
    this.recording = recording;
    this.#captioner = captioner;
    this.#special = special;
    const workspace = new Workspace(backend);
    this.#workspace = workspace;
    try {
      this.#features = workspace.create('features', recording.images * D);
      this.#spoken = createSpoken(workspace, recording);
      const rows = recording.images * recording.beamWidth;
      backend.write(this.#spoken.words, new Uint32Array(rows).fill(special.start));
      this.#badEndings = recording.badEndings ? workspace.create('bad endings', V, 'uint') : undefined;
      const choice = this.#choice();
      this.#beam = 'parents' in choice ? choice : undefined;
      const [features, spoken, badEndings] = [this.#features, this.#spoken, this.#badEndings];
      this.#program = recordSteps({ captioner, special, workspace, recording, spoken, choice, features, badEndings });
    } catch (error) {
      workspace.destroy();
      throw error;
    }
  }

  /** Captions for the rows of `features`, (n, D) with n ≤ `images`. */
  async run(features: Float32Array | Float64Array, n: number, { numbers, badEndings }: Told): Promise<Transcript> {
    const { backend } = this.#captioner;
    const { stride, words, magnitude, measured, alternatives } = this.#spoken;
    backend.write(this.#features, features);
    if (this.#badEndings && badEndings) backend.write(this.#badEndings, badEndings);
    const wanted = {
      words,
      magnitude,
      logProbs: measured?.logProbs,
      parents: this.#beam?.parents,
      hypotheses: this.#beam?.hypotheses,
      otherWords: alternatives?.words,
      otherLogProbs: alternatives?.logProbs,
    };
    const read = Object.values(wanted).filter((buffer) => buffer !== undefined);
    const sizes = { ...numbers, N: n, R: n * this.recording.beamWidth };
    const values = await this.#program.run(sizes, read);
    const of = (buffer: Buffer | undefined) => buffer && values[read.indexOf(buffer)];
    const [otherWords, otherLogProbs] = [of(wanted.otherWords), of(wanted.otherLogProbs)];
    return {
      stride,
      words: of(words) ?? new Uint32Array(),
      magnitude: of(magnitude) ?? new Float32Array(),
      logProbs: of(wanted.logProbs),
      parents: of(wanted.parents),
      hypotheses: of(wanted.hypotheses),
      alternatives: otherWords && otherLogProbs && { words: otherWords, logProbs: otherLogProbs },
    };
  }

  destroy(): void {
    this.#program.destroy();
    this.#workspace.destroy();
  }

  #choice(): Choice | BeamChoice {
    const { backend, V } = this.#captioner;
    const { method } = this.recording;
    const { measured } = this.#spoken;
    if (!measured) return plainChoice(V, this.#spoken);
    if (method === 'greedy') return greedyChoice(V, this.#spoken, measured);
    if (method === 'sample') return drawnChoice(V, this.#spoken, measured);
    return beamChoice(backend, this.#workspace, this.recording, V, this.#spoken, measured, this.#special.end);
  }
}
