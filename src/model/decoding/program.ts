import { affineForward } from '../../ops/affine_forward.ts';
import type { Buffer, Program, Recorder, RunSizes, Values } from '../../ops/backend.ts';
import { fill } from '../../ops/elementwise.ts';
import { forbidWords } from '../../ops/forbid_words.ts';
import { logSumExp } from '../../ops/log_sum_exp.ts';
import { topWords } from '../../ops/top_words.ts';
import { Workspace } from '../../ops/workspace.ts';
import type { Captioner } from './captioner.ts';
import { type BeamChoice, beamChoice, type Choice, drawnChoice, greedyChoice, plainChoice } from './choice.ts';
import { createSpoken, type Recording, type Spoken } from './recording.ts';
import { States } from './states.ts';

/** The output of a run on the host; see `Spoken` and `BeamChoice`. */
export interface Transcript {
  readonly stride: number;
  readonly words: Values;
  /** For every row the maximum |score| that words were chosen from; not finite where any score was not. */
  readonly magnitude: Values;
  readonly logProbs: Values | undefined;
  readonly parents: Values | undefined;
  readonly hypotheses: Values | undefined;
  readonly alternatives: { readonly words: Values; readonly logProbs: Values } | undefined;
}

/** Word numbers that steer decoding; `<UNK>` where the vocabulary has it. */
export interface SpecialWords {
  readonly start: number;
  readonly end: number;
  readonly unknown: number | undefined;
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
    const {
      backend,
      configuration: { D, V },
    } = captioner;
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

  /**
   * Captions for the rows of `features`, (n, D) with n ≤ `images`.
   * @param numbers by the names that the recorded calls use
   * @param badEndings 1 for every word that may not be the last
   */
  async run(
    features: Float32Array | Float64Array,
    n: number,
    numbers: RunSizes,
    badEndings?: Uint32Array,
  ): Promise<Transcript> {
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
    const {
      backend,
      configuration: { V },
    } = this.#captioner;
    const { method } = this.recording;
    const { measured } = this.#spoken;
    if (!measured) return plainChoice(V, this.#spoken);
    if (method === 'greedy') return greedyChoice(V, this.#spoken, measured);
    if (method === 'sample') return drawnChoice(V, this.#spoken, measured);
    return beamChoice(backend, this.#workspace, this.recording, V, this.#spoken, measured, this.#special.end);
  }
}

interface Setting {
  readonly captioner: Captioner;
  readonly special: SpecialWords;
  readonly workspace: Workspace;
  readonly recording: Recording;
  readonly spoken: Spoken;
  readonly choice: Choice | BeamChoice;
  readonly features: Buffer;
  readonly badEndings: Buffer | undefined;
}

/**
 * Records every step of decoding: a word goes in, scores come out, words are forbidden, one is chosen. If scores are not
 * finite, their magnitude shows it, whatever is chosen.
 */
function recordSteps(setting: Setting): Program {
  const { captioner, workspace, recording, spoken, choice } = setting;
  const { backend, weights: w } = captioner;
  const { W, H, V, gateWidth } = captioner.configuration;
  const { images, columns, beamWidth, alternatives: K } = recording;
  const { stride, words, magnitude, measured, alternatives } = spoken;
  const rows = images * beamWidth;
  const states = new States(captioner, workspace, recording);
  const scores = workspace.create('scores', rows * V);
  // Input projections of every word once, or of the words of each step: whichever are fewer rows, if they fit.
  const table = V <= rows * (columns - 1) && V * gateWidth <= backend.maxBufferLength;
  const xw = workspace.create('xw', (table ? V : rows) * gateWidth);
  const embedding = { x: w.W_embed, w: w.Wx, b: w.b, y: xw };
  const own = table ? undefined : rowNumbers(setting, rows);

  const recorder = backend.record(`decoding: ${recording.method}`);
  recorder.call(fill, { Q: rows, value: 0 }, { x: magnitude });
  if (table) recorder.call(affineForward, { M: V, K: W, N: gateWidth }, embedding);
  states.begin(recorder, captioner.encode(recorder, workspace, setting.features, images));
  for (let t = 0; t + 1 < columns; t++) {
    const first = t * stride;
    const spokenWords = spoken.columns[t];
    if (own) recorder.call(affineForward, { M: 'R', K: W, N: gateWidth }, { ...embedding, rows: spokenWords });
    const x_first = states.step(recorder, t, xw, own ?? words, own ? 0 : first);
    const vocabulary = { x: states.hs, w: w.W_vocab, b: w.b_vocab, y: scores };
    recorder.call(affineForward, { M: 'R', K: H, N: V, x_first }, vocabulary);
    if (measured) recorder.call(logSumExp, { M: 'R', V }, { x: scores, total: measured.total, magnitude });
    if (measured && alternatives) {
      const likeliest = { words: alternatives.words, log_probs: alternatives.logProbs, total: measured.total };
      recorder.call(topWords, { M: 'R', V, K, out: t * rows }, { x: scores, ...likeliest });
    }
    recordForbidden(setting, recorder, first, scores);
    choice.record(recorder, t, scores);
    if ('parents' in choice && t + 2 < columns) states.follow(recorder, choice.parents, first + stride);
  }
  return recorder.finish();
}

function rowNumbers({ captioner, workspace }: Setting, rows: number): Buffer {
  const numbers = workspace.create('own rows', rows, 'uint');
  captioner.backend.write(
    numbers,
    Uint32Array.from({ length: rows }, (_, row) => row),
  );
  return numbers;
}

function recordForbidden(
  { captioner, special, recording, spoken, choice, badEndings: bad_endings }: Setting,
  recorder: Recorder,
  first: number,
  scores: Buffer,
): void {
  const flags = (['repeats', 'trigrams', 'unknown'] as const).filter((constraint) => recording[constraint]);
  if (flags.length === 0 && !bad_endings) return;
  const { stride, words } = spoken;
  const parents = 'parents' in choice ? choice.parents : undefined;
  const numbers = { unknown_word: special.unknown ?? 0, end_word: special.end };
  const sizes = { M: 'R', V: captioner.configuration.V, first, stride, ...numbers };
  recorder.call(forbidWords, sizes, { words, parents, bad_endings, scores }, flags);
}
