import { DataError, OptionError } from '../../errors.ts';
import { type FloatFormat, firstBeyond } from '../../finite.ts';
import type { RunSizes, Values } from '../../ops/backend.ts';
import { FORBIDDEN, isForbidden } from '../../ops/top_words.ts';
import { checkDecodeOptions, type DecodeOptions, type DecodeSettings } from '../../options/decoding_options.ts';
import type { Captioner } from './captioner.ts';
import { lengthScales } from './choice.ts';
import type { DecodedCaption, ScoredWord } from './decoded_caption.ts';
import { DecodeProgram, type SpecialWords, type Transcript } from './program.ts';
import { decodingOf, imagesOfRun, type Method, plainDecoding, type Recording } from './recording.ts';

type Floats = Float32Array | Float64Array;

/** Programs that are kept for the next call, each with its buffers. */
const MOST_PROGRAMS = 2;

/** One call of the decoder. */
interface Request {
  /** Name of the call, for errors. */
  readonly where: string;
  readonly special: SpecialWords;
  readonly method: Method;
  /** Numbers by the names that the recorded calls use. */
  readonly numbers: RunSizes;
  /** 1 for every word that may not be the last. */
  readonly badEndings?: Uint32Array;
}

/** Decodes captions with programs that are recorded once for each set of options that changes what is recorded. */
export class Decoder {
  readonly #captioner: Captioner;
  /** The most recently used is last. */
  #programs: { readonly key: string; readonly program: DecodeProgram }[] = [];

  constructor(captioner: Captioner) {
    this.#captioner = captioner;
  }

  /** Greedy word numbers (N, columns) for features (N, D), `<START>` first, continued after `<END>`. */
  async words(features: Floats, N: number, columns: number): Promise<Int32Array> {
    const special = specialWords('sample', this.#captioner);
    const words = new Int32Array(N * columns);
    const run = { where: 'sample', special, method: plainDecoding(columns), numbers: {} };
    await this.#runs(run, features, N, (said, n, first) => {
      for (let row = 0; row < n; row++) {
        for (let column = 0; column < columns; column++) {
          words[(first + row) * columns + column] = said.words[column * said.stride + row] ?? 0;
        }
      }
    });
    return words;
  }

  /** Captions of features (N, D): for each picture a list, best first. @throws OptionError before anything is run. */
  async captions(features: Floats, N: number, options: DecodeOptions): Promise<DecodedCaption[][]> {
    const settings = checkDecodeOptions(options);
    const special = specialWords('decode', this.#captioner);
    const method = decodingOf(settings, special.unknown !== undefined);
    const { seed, topK, topP, temperature, lengthNormalization } = settings;
    const numbers = { seed, topK, topP, temperature, ...lengthScales(settings.maxLength, lengthNormalization) };
    const badEndings = badEndingFlags(this.#captioner, settings.badEndings);
    const captions: DecodedCaption[][] = [];
    await this.#runs(
      { where: 'decode', special, method, numbers, badEndings },
      features,
      N,
      (said, n, _, recording) => {
        captions.push(...captionsOf(said, recording, n, settings, special.end));
      },
    );
    return captions;
  }

  /** Frees every program. */
  destroy(): void {
    for (const { program } of this.#programs.splice(0)) program.destroy();
  }

  /**
   * Decodes N pictures, as many at a time as fit, and passes the output for n pictures from `first` on to `use`.
   * @throws DataError for a picture whose words have scores that are not finite
   */
  async #runs(
    { where, special, method, numbers, badEndings }: Request,
    features: Floats,
    N: number,
    use: (said: Transcript, n: number, first: number, recording: Recording) => void,
  ): Promise<void> {
    const { D } = this.#captioner.configuration;
    const recording = { ...method, images: imagesOfRun(N, this.#captioner, method) };
    for (let first = 0; first < N; first += recording.images) {
      const n = Math.min(recording.images, N - first);
      const rows = features.subarray(first * D, (first + n) * D);
      // Looked up again for every run: another call may have destroyed it while this one waited.
      const program = this.#program(recording, special);
      const said = await program.run(rows, n, { ...numbers, firstImage: first }, badEndings);
      requireScores(where, said.magnitude.subarray(0, n * recording.beamWidth), recording.beamWidth, first);
      use(said, n, first, recording);
    }
  }

  #program(recording: Recording, special: SpecialWords): DecodeProgram {
    const key = JSON.stringify(recording);
    const found = this.#programs.find((one) => one.key === key);
    this.#programs = this.#programs.filter((one) => one !== found);
    while (this.#programs.length >= MOST_PROGRAMS) this.#programs.shift()?.program.destroy();
    const kept = found ?? { key, program: new DecodeProgram(this.#captioner, special, recording) };
    this.#programs.push(kept);
    return kept.program;
  }
}

/** Scores are below it: then the log-probability of a caption is far from that of a forbidden word, whatever its length. */
const SCORES: FloatFormat = { name: 'scores', end: -FORBIDDEN / 1e6 };

/**
 * @throws DataError naming the first picture with a score that is not finite or too large: words chosen from such scores are
 * meaningless
 */
function requireScores(where: string, magnitude: Values, beamWidth: number, firstImage: number): void {
  const row = firstBeyond(magnitude, SCORES);
  if (row < 0) return;
  throw new DataError({
    where: `${where}: scores of the words for picture ${firstImage + Math.floor(row / beamWidth)}`,
    expected: `finite numbers below ${SCORES.end}`,
    found: `${magnitude[row]}`,
    remedy: 'The parameters are damaged, or so large that computation overflows.',
  });
}

/** One word of a caption, as a transcript has it. */
interface Step extends ScoredWord {
  readonly alternatives: readonly ScoredWord[];
}

/** The captions of n pictures, each list best first. */
export function captionsOf(
  transcript: Transcript,
  recording: Recording,
  n: number,
  { lengthNormalization, nBest }: DecodeSettings,
  endWord: number,
): DecodedCaption[][] {
  const { beamWidth } = recording;
  return Array.from({ length: n }, (_, image) => {
    const rows = Array.from({ length: beamWidth }, (_, b) => image * beamWidth + b);
    return rows
      .filter((row) => !isForbidden(transcript.hypotheses?.[2 * row] ?? 0))
      .map((row) => captionOf(stepsOf(transcript, recording, row), endWord, lengthNormalization))
      .sort((a, b) => b.score - a.score)
      .slice(0, nBest);
  });
}

/** The words that lead to a row of the last column, in order. */
function stepsOf({ stride, parents, ...transcript }: Transcript, recording: Recording, last: number): Step[] {
  const steps: Step[] = [];
  let row = last;
  for (let column = recording.columns - 1; column > 0; column--) {
    const at = column * stride + row;
    const parent = parents ? (parents[at] ?? 0) : row;
    steps.push({
      word: transcript.words[at] ?? 0,
      logProb: transcript.logProbs?.[at] ?? Number.NaN,
      alternatives: alternativesOf(transcript.alternatives, recording, column - 1, parent),
    });
    row = parent;
  }
  return steps.reverse();
}

function alternativesOf(
  found: Transcript['alternatives'],
  { images, beamWidth, alternatives: K }: Recording,
  t: number,
  row: number,
): ScoredWord[] {
  const first = (t * images * beamWidth + row) * K;
  const all = Array.from({ length: K }, (_, k) => ({
    word: found?.words[first + k] ?? 0,
    logProb: found?.logProbs[first + k] ?? Number.NaN,
  }));
  // A vocabulary may have fewer words than requested.
  return all.filter(({ logProb }) => !isForbidden(logProb));
}

/** A caption goes up to the first end, or up to where no word was allowed. */
function captionOf(all: readonly Step[], endWord: number, alpha: number): DecodedCaption {
  const stop = all.findIndex(({ word, logProb }) => word === endWord || isForbidden(logProb));
  const ended = stop >= 0 && !isForbidden(all[stop]?.logProb ?? 0);
  const steps = stop < 0 ? all : all.slice(0, ended ? stop + 1 : stop);
  const logProb = steps.reduce((sum, step) => sum + step.logProb, 0);
  return {
    words: (ended ? steps.slice(0, -1) : steps).map(({ word }) => word),
    ended,
    logProb,
    score: logProb / Math.max(1, steps.length) ** alpha,
    wordLogProbs: steps.map((step) => step.logProb),
    alternatives: steps.map(({ alternatives }) => alternatives),
  };
}

/** @throws OptionError naming `<START>` or `<END>`, when the vocabulary lacks it. */
function specialWords(where: string, { configuration, wordToIdx }: Captioner): SpecialWords {
  const { startWord, endWord, V } = configuration;
  return {
    start: startWord ?? noSuchWord(`${where}: wordToIdx`, '<START>'),
    end: endWord ?? noSuchWord(`${where}: wordToIdx`, '<END>'),
    unknown: numberOf('<UNK>', wordToIdx, V),
  };
}

/** 1 for each of the words. @throws OptionError for one that is not in the vocabulary. */
function badEndingFlags({ configuration: { V }, wordToIdx }: Captioner, words: readonly string[]): Uint32Array {
  const flags = new Uint32Array(V);
  for (const word of words) flags[numberOf(word, wordToIdx, V) ?? noSuchWord('decode: badEndings', word)] = 1;
  return flags;
}

function noSuchWord(where: string, word: string): never {
  throw new OptionError({ where, expected: `an entry ${word} in the vocabulary`, found: 'none' });
}

function numberOf(word: string, wordToIdx: Captioner['wordToIdx'], V: number): number | undefined {
  const number = Object.hasOwn(wordToIdx, word) ? wordToIdx[word] : undefined;
  return number !== undefined && Number.isInteger(number) && number >= 0 && number < V ? number : undefined;
}
