import { lengthScales } from './beam.ts';
import type { Captioner, SpecialWords } from './captioner.ts';
import { captionsOf } from './captions.ts';
import { checkDecodeOptions, type DecodedCaption, type DecodeOptions } from './options.ts';
import { DecodeProgram, type Transcript } from './program.ts';
import { imagesOfRun, plainRecording, type Recording, recordingOf } from './recording.ts';
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

  /** Greedy word numbers (N, columns) for features (N, D), `<START>` first, going on after `<END>`. */
  async words(features: Floats, N: number, columns: number): Promise<Int32Array> {
    const special = specialWords('sample', this.#captioner);
    const images = this.#imagesOfRun(N, 1);
    const words = new Int32Array(N * columns);
    const write = (said: Transcript, n: number, first: number) => {
      for (let i = 0; i < n * columns; i++) {
        const [row, column] = [Math.floor(i / columns), i % columns];
        words[first * columns + i] = said.words[column * said.stride + row] ?? 0;
      }
    };
    await this.#runs(plainRecording(images, columns), special, features, N, {}, new Uint32Array(), write);
    return words;
  }

  /** Captions of features (N, D): for each picture a list, best first. @throws OptionError before anything is run. */
  async captions(features: Floats, N: number, options: DecodeOptions): Promise<DecodedCaption[][]> {
    const settings = checkDecodeOptions(options);
    const special = specialWords('decode', this.#captioner);
    const badEndings = badEndingFlags(this.#captioner, settings.badEndings);
    const images = this.#imagesOfRun(N, settings.method === 'beam' ? settings.beamWidth : 1);
    const recording = recordingOf(settings, images, special.unknown !== undefined);
    const { seed, topK, topP, temperature, lengthNormalization } = settings;
    const told = { seed, topK, topP, temperature, ...lengthScales(settings.maxLength, lengthNormalization) };
    const captions: DecodedCaption[][] = [];
    await this.#runs(recording, special, features, N, told, badEndings, (transcript, n) => {
      captions.push(...captionsOf(transcript, recording, n, settings, special.end));
    });
    return captions;
  }

  /** Frees every program. */
  destroy(): void {
    for (const { program } of this.#programs.splice(0)) program.destroy();
  }

  async #runs(
    recording: Recording,
    special: SpecialWords,
    features: Floats,
    N: number,
    told: Readonly<Record<string, number>>,
    badEndings: Uint32Array,
    use: (transcript: Transcript, n: number, first: number) => void,
  ): Promise<void> {
    const { D } = this.#captioner;
    for (let first = 0; first < N; first += recording.images) {
      const n = Math.min(recording.images, N - first);
      const rows = features.subarray(first * D, (first + n) * D);
      // Asked for anew in every run: another call may have put it out while this one waited.
      const program = this.#program(recording, special);
      use(await program.run(rows, n, { ...told, firstImage: first }, badEndings), n, first);
    }
  }

  #imagesOfRun(N: number, beamWidth: number): number {
    const { V, backend } = this.#captioner;
    return imagesOfRun(N, beamWidth, V, backend.maxBufferLength);
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
