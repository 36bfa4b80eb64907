import { wrongKind } from '../arguments.ts';
import type { Split } from '../data/dataset.ts';
import { ShapeError } from '../errors.ts';
import type { PlannedBatch } from '../model/training_step.ts';
import { wholeNumber } from '../option_checks.ts';
import type { Sampling } from '../options/training_options.ts';
import { Random, type RandomState } from '../random.ts';

/** Everything that determines the minibatches to come. */
export interface MinibatchState {
  readonly random: RandomState;
  /** Without random sampling: the captions in this epoch's order, of which `dealt` have been used. */
  readonly deck: Int32Array;
  readonly dealt: number;
  /** Captions of the minibatch that was chosen but not used yet; empty if there is none. */
  readonly chosen: Int32Array;
}

export interface Chosen {
  /** (N, T + 1) word numbers. */
  readonly captions: Int32Array;
  /** (N) feature rows of their images. */
  readonly images: Int32Array;
}

/** Chooses the captions of each minibatch from a seeded generator. */
export class Minibatches {
  /** Minibatches in an epoch. CS231n drops the remainder of a random epoch; a shuffled one is complete. */
  readonly perEpoch: number;
  readonly #split: Split;
  readonly #batchSize: number;
  readonly #sampling: Sampling;
  #random: Random;
  readonly #deck: Int32Array;
  #dealt: number;
  #chosen = new Int32Array();

  constructor(split: Split, batchSize: number, sampling: Sampling, random: Random) {
    this.#split = split;
    this.#batchSize = batchSize;
    this.#sampling = sampling;
    this.#random = random;
    const batches = split.captionCount / batchSize;
    this.perEpoch = sampling === 'random' ? Math.max(1, Math.floor(batches)) : Math.ceil(batches);
    this.#deck = Int32Array.from({ length: sampling === 'random' ? 0 : split.captionCount }, (_, i) => i);
    this.#dealt = this.#deck.length;
  }

  /** The next minibatch. */
  next(): Chosen {
    this.#chosen = this.#choose();
    return this.#gather();
  }

  /** @param pending whether the minibatch that `next` returned last is still unused */
  state(pending: boolean): MinibatchState {
    const chosen = pending ? this.#chosen.slice() : new Int32Array();
    return { random: this.#random.state(), deck: this.#deck.slice(), dealt: this.#dealt, chosen };
  }

  /** @throws ShapeError when a state has another number of captions, OptionError when its random state is invalid. */
  check({ random, deck, dealt, chosen }: MinibatchState): void {
    Random.fromState(random);
    wholeNumber('minibatches: dealt', dealt);
    for (const [name, list] of Object.entries({ deck, chosen })) {
      if (!(list instanceof Int32Array)) throw wrongKind(`minibatches: ${name}`, 'an Int32Array', list);
    }
    const { captionCount } = this.#split;
    const fits = (caption: number) => caption >= 0 && caption < captionCount;
    if (deck.length !== this.#deck.length || dealt > deck.length || !(deck.every(fits) && chosen.every(fits))) {
      const expected = `an order of ${this.#deck.length} out of ${captionCount} captions`;
      throw new ShapeError({ where: 'minibatches', expected, found: `one of ${deck.length}, ${dealt} dealt` });
    }
  }

  /** Resumes where `state` was taken. @returns the minibatch that was still unused then, if any */
  restore({ random, deck, dealt, chosen }: MinibatchState): Chosen | undefined {
    this.#random = Random.fromState(random);
    this.#deck.set(deck);
    this.#dealt = dealt;
    this.#chosen = chosen.slice();
    return chosen.length > 0 ? this.#gather() : undefined;
  }

  #gather(): Chosen {
    const chosen = this.#chosen;
    const { captions, imageIdxs, captionCount } = this.#split;
    const columns = captions.length / captionCount;
    const words = new Int32Array(chosen.length * columns);
    chosen.forEach((caption, n) => {
      words.set(captions.subarray(caption * columns, (caption + 1) * columns), n * columns);
    });
    return { captions: words, images: chosen.map((caption) => imageIdxs[caption] ?? 0) };
  }

  #shuffle(): void {
    this.#random.shuffle(this.#deck);
    if (this.#sampling !== 'pictures') return;
    const { imageIdxs } = this.#split;
    const captionsOf = new Map<number, number[]>();
    for (const caption of this.#deck) {
      const image = imageIdxs[caption] ?? 0;
      const captions = captionsOf.get(image);
      if (captions) captions.push(caption);
      else captionsOf.set(image, [caption]);
    }
    this.#deck.set([...captionsOf.values()].flat());
  }

  #choose(): Int32Array<ArrayBuffer> {
    if (this.#sampling === 'random') {
      return Int32Array.from({ length: this.#batchSize }, () => this.#random.below(this.#split.captionCount));
    }
    if (this.#dealt >= this.#deck.length) {
      this.#shuffle();
      this.#dealt = 0;
    }
    const chosen = this.#deck.slice(this.#dealt, this.#dealt + this.#batchSize);
    this.#dealt += chosen.length;
    return chosen;
  }
}

/** The minibatch of the next step, planned while the device works on the previous one where possible. */
export class NextBatch {
  readonly #plan: (chosen: Chosen) => PlannedBatch;
  #chosen: Chosen;
  #planned: PlannedBatch | undefined;

  /** @throws what `plan` throws for it */
  constructor(first: Chosen, plan: (chosen: Chosen) => PlannedBatch) {
    this.#plan = plan;
    this.#chosen = first;
    this.#planned = plan(first);
  }

  get chosen(): Chosen {
    return this.#chosen;
  }

  /** @throws what planning throws, such as for features that cannot be read */
  get batch(): PlannedBatch {
    this.#planned ??= this.#plan(this.#chosen);
    return this.#planned;
  }

  /** Plans the next one. If that fails now, the step that needs it reports the error. */
  choose(chosen: Chosen): void {
    this.#chosen = chosen;
    this.#planned = undefined;
    try {
      this.#planned = this.#plan(chosen);
    } catch {}
  }
}
