import { Random } from '../../src/random.ts';
import { crc32 } from '../../src/tensor_files/crc32.ts';
import { byteMutators } from './byte_mutations.ts';
import type { Format, Original } from './format.ts';
import { judge, textOf, type Verdict } from './judge.ts';
import { type Mutated, mutate, pick } from './mutation.ts';

/** Some inputs of a format. */
export interface Block {
  readonly format: string;
  readonly seed: number;
  /** Number of the first input. */
  readonly from: number;
  readonly count: number;
}

export interface Finding {
  readonly format: string;
  /** Number of the input. */
  readonly input: number;
  /** The file it was made from, and what was changed. */
  readonly how: string;
  readonly what: string;
}

type Begin = (input: number, how: string) => void;
type End = (verdict: Verdict, input: number, how: string) => void;

/** After so many inputs, and after the last one, the original must still read as it did. */
const BETWEEN_CHECKS = 20;

/** A format with its originals and what they read as. */
export class Campaign {
  readonly #format: Format;
  readonly #originals: readonly Original[];
  readonly #texts = new Map<Original, string>();
  readonly #mutators: Format['mutators'];

  private constructor(format: Format, originals: readonly Original[]) {
    this.#format = format;
    this.#originals = originals;
    this.#mutators = [...byteMutators, ...format.mutators];
  }

  /** @throws whatever an original throws: all of them must be read */
  static async open(format: Format): Promise<Campaign> {
    const campaign = new Campaign(format, await format.originals());
    for (const original of campaign.#originals)
      campaign.#texts.set(original, textOf(await original.read(original.bytes)));
    return campaign;
  }

  /** The input of this number: always the same for the same seed. */
  input(seed: number, number: number): { readonly original: Original; readonly mutated: Mutated } {
    const random = new Random(seed, crc32(new TextEncoder().encode(this.#format.name)) * 2 ** 20 + number);
    const original = pick(random, this.#originals);
    return { original, mutated: mutate(original.bytes, this.#mutators, random) };
  }

  /**
   * Runs a block of inputs, one after the other, and reads the originals again now and then: they must still read as they
   * did.
   * @param begin called before each input
   * @param end called with what became of it, and with what became of the originals
   * @returns the number of the first input that was not run: the block ends early when the originals are no longer read
   */
  async run({ seed, from, count }: Block, begin: Begin, end: End): Promise<number> {
    for (let number = from; number < from + count; number++) {
      const { original, mutated } = this.input(seed, number);
      const how = `${original.name}: ${mutated.how}`;
      begin(number, how);
      const verdict = await judge(original, this.#texts.get(original) ?? '', mutated);
      end(verdict, number, how);
      const isLast = number === from + count - 1;
      if (!isLast && (number - from) % BETWEEN_CHECKS < BETWEEN_CHECKS - 1) continue;
      const spoilt = await this.#spoilt();
      if (spoilt === undefined) continue;
      end({ finding: `${spoilt}, after this input or one of the ${BETWEEN_CHECKS} before it` }, number, '');
      return number + 1;
    }
    return from + count;
  }

  /** Which original does not read as it did; undefined where all do. */
  async #spoilt(): Promise<string | undefined> {
    for (const original of this.#originals) {
      try {
        if (textOf(await original.read(original.bytes.slice())) === this.#texts.get(original)) continue;
        return `the valid file "${original.name}" gives other numbers`;
      } catch (error) {
        return `the valid file "${original.name}" is refused: ${error instanceof Error ? error.message : error}`;
      }
    }
    return undefined;
  }
}
