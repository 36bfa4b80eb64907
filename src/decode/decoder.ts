import { DataError } from '../errors.ts';
import { type FloatFormat, firstBeyond } from '../finite.ts';
import type { Values } from '../ops/backend.ts';
import { FORBIDDEN } from '../ops/top_words.ts';
import { checkDecodeOptions, type DecodeOptions } from '../options/decoding_options.ts';
import { lengthScales } from './beam.ts';
import type { Captioner, SpecialWords } from './captioner.ts';
import { captionsOf } from './captions.ts';
import type { DecodedCaption } from './decoded_caption.ts';
import { DecodeProgram, type Told, type Transcript } from './program.ts';
import { type DecodingKind, decodingOf, imagesOfRun, plainDecoding, type Recording } from './recording.ts';
import { badEndingFlags, specialWords } from './words.ts';

type Floats = Float32Array | Float64Array;

/** Programs that are kept for the next call, each with its buffers. */
const MOST_PROGRAMS = 2;

/** Decodes captions with programs that are recorded once for each set of options that changes what is recorded. */
export class Decoder {
  readonly #captioner: Captioner;
  /** The one used last is last. */
  #programs: { readonly key: string; readonly program: DecodeProgram }[] = [];

  constructor(captioner: Captioner) {
    this.#captioner = captioner;
  }

  /** Greedy word numbers (N, columns) for features (N, D), `<START>` first, continued after `<END>`. */
  async words(features: Floats, N: number, columns: number): Promise<Int32Array> {
    const special = specialWords('sample', this.#captioner);
    const words = new Int32Array(N * columns);
    await this.#runs('sample', features, N, special, plainDecoding(columns), { numbers: {} }, (said, n, first) => {
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
    const kind = decodingOf(settings, special.unknown !== undefined);
    const { seed, topK, topP, temperature, lengthNormalization } = settings;
    const numbers = { seed, topK, topP, temperature, ...lengthScales(settings.maxLength, lengthNormalization) };
    const told = { numbers, badEndings: badEndingFlags(this.#captioner, settings.badEndings) };
    const captions: DecodedCaption[][] = [];
    await this.#runs('decode', features, N, special, kind, told, (said, n, _, recording) => {
      captions.push(...captionsOf(said, recording, n, settings, special.end));
    });
    return captions;
  }

  /** Frees every program. */
  destroy(): void {
    for (const { program } of this.#programs.splice(0)) program.destroy();
  }

  /**
   * Decodes N pictures, as many at a time as fit, and gives what was said of n from the `first` on to `use`.
   * @throws DataError for a picture whose words have scores that are not finite
   */
  async #runs(
    where: string,
    features: Floats,
    N: number,
    special: SpecialWords,
    kind: DecodingKind,
    { numbers, badEndings }: Told,
    use: (said: Transcript, n: number, first: number, recording: Recording) => void,
  ): Promise<void> {
    const { D } = this.#captioner;
    const recording = { ...kind, images: imagesOfRun(N, this.#captioner, kind) };
    for (let first = 0; first < N; first += recording.images) {
      const n = Math.min(recording.images, N - first);
      const rows = features.subarray(first * D, (first + n) * D);
      // Asked for anew in every run: another call may have put it out while this one waited.
      const program = this.#program(recording, special);
      const said = await program.run(rows, n, { numbers: { ...numbers, firstImage: first }, badEndings });
      requireScores(where, said.magnitude.subarray(0, n * kind.beamWidth), kind.beamWidth, first);
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

/** @throws DataError naming the first picture with a score that is not finite or too great: no word chosen from such is one */
function requireScores(where: string, magnitude: Values, beamWidth: number, firstImage: number): void {
  const row = firstBeyond(magnitude, SCORES);
  if (row < 0) return;
  throw new DataError({
    where: `${where}: scores of the words for picture ${firstImage + Math.floor(row / beamWidth)}`,
    expected: `finite numbers below ${SCORES.end}`,
    found: `${magnitude[row]}`,
    remedy: 'The parameters are so large that what is computed from them overflows, or they are damaged.',
  });
}
