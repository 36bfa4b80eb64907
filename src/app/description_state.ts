import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { DecodeOptions } from '../options/decoding_options.ts';
import type { Command, DescribedCaption, DescribedEvent, DescribedHow, Event } from '../worker/protocol.ts';
import type { DecodingState } from './decoding_state.ts';
import type { ShownPicture } from './own_pictures.ts';
import type { ShownFault } from './run_state.ts';

/** Alternatives reported for each word. */
const ALTERNATIVES = 5;

/** A word of a caption: which caption, which word. */
export interface Place {
  readonly caption: number;
  readonly word: number;
}

/** One picture up close: the model's captions of it, word by word. */
export interface DescriptionState {
  readonly picture: ReadonlySignal<ShownPicture | undefined>;
  /** Of the chosen picture, best first; the previous ones while new ones are computed. */
  readonly captions: ReadonlySignal<readonly DescribedCaption[]>;
  /** What brought them. */
  readonly answer: ReadonlySignal<DescribedEvent | undefined>;
  /** Step of the run that they are of; 0 before training. */
  readonly step: ReadonlySignal<number>;
  readonly busy: ReadonlySignal<boolean>;
  readonly fault: Signal<ShownFault | undefined>;
  /** The selected word: the one under the pointer, else the least certain of the best caption. */
  readonly at: ReadonlySignal<Place & { readonly chosen: boolean }>;
  /** How often a picture was chosen by hand: the page shows it where it is out of sight. */
  readonly looks: ReadonlySignal<number>;
  choose(picture: ShownPicture | undefined): void;
  /** Chooses a picture for a user who has chosen none. */
  offer(picture: ShownPicture | undefined): void;
  /** The chosen picture after a change: its captions stay until the next ones arrive. */
  redraw(picture: ShownPicture): void;
  point(place: Place): void;
  take(event: Event): void;
}

/** The word of which the model was least certain. */
export function leastSure(caption: DescribedCaption | undefined): number {
  const logProbs = caption?.words.map(({ logProb }) => logProb) ?? [];
  return logProbs.indexOf(Math.min(...logProbs));
}

const isSame = (a: ShownPicture, b: ShownPicture) =>
  a.split === b.split && a.image === b.image && a.own === b.own && a.file === b.file;

/** The request for one picture: the best captions, and the alternatives for each word. */
export function closerLook(options: DecodeOptions): DecodeOptions {
  const nBest = options.method === 'beam' ? { nBest: options.beamWidth ?? 1 } : {};
  return { ...options, ...nBest, alternatives: ALTERNATIVES };
}

/** What decides how it is asked. */
interface Circumstances {
  /** Whether the picture is followed: its captions come whenever the run captions the others, unasked. */
  readonly follows: ReadonlySignal<boolean>;
  /** Whether the states are asked for at once, because the model or the picture changes all the time. */
  readonly moves: ReadonlySignal<boolean>;
}

/**
 * Asks again whenever picture, decoding or model have changed, with one question in flight at a time.
 * @param model changes with the model; 0 while there is none
 */
export function createDescriptionState(
  send: (command: Command) => void,
  decoding: DecodingState,
  model: ReadonlySignal<number>,
  circumstances: Circumstances = { follows: signal(false), moves: signal(false) },
): DescriptionState {
  return new State(send, decoding, model, circumstances);
}

class State implements DescriptionState {
  readonly picture = signal<ShownPicture>();
  readonly captions = signal<readonly DescribedCaption[]>([]);
  readonly answer = signal<DescribedEvent>();
  readonly step = computed(() => this.answer.value?.step ?? 0);
  readonly busy = signal(false);
  readonly fault = signal<ShownFault>();
  readonly looks = signal(0);
  readonly at = computed(() => {
    const { value: place } = this.#pointed;
    if (place && this.captions.value[place.caption]?.words[place.word]) return { ...place, chosen: true };
    return { caption: 0, word: leastSure(this.captions.value[0]), chosen: false };
  });
  readonly #pointed = signal<Place>();
  #answered: DescribedHow | undefined;
  #asked: DescribedHow | undefined;
  #followed: DescribedHow | undefined;

  constructor(
    send: (command: Command) => void,
    decoding: DecodingState,
    model: ReadonlySignal<number>,
    { follows, moves }: Circumstances,
  ) {
    const how = computed((): DescribedHow | undefined => {
      const { value: chosen } = this.picture;
      const { value: options } = decoding.options;
      if (!chosen || !options) return undefined;
      const { split, image, own } = chosen;
      return { split, image, ...(own && { own }), decoding: closerLook(options) };
    });
    const wanted = computed(() => (model.value > 0 && how.value ? { ...how.value } : undefined));
    const statesOf = computed(() => this.at.value.caption);
    const followed = computed(() => {
      return follows.value && how.value ? { ...how.value, statesOf: statesOf.value } : undefined;
    });
    // Before a question about the same picture, whose answer is to be the newer one.
    effect(() => {
      const { value: picture } = followed;
      if (picture === this.#followed) return;
      this.#followed = picture;
      send({ type: 'follow', ...(picture && { picture }) });
    });
    effect(() => {
      const { value: question } = wanted;
      if (!question || this.busy.value || question === this.#answered) return;
      this.#asked = question;
      this.busy.value = true;
      send({ type: 'describe', ...question, ...(moves.peek() && { statesOf: statesOf.peek() }) });
    });
  }

  point(place: Place): void {
    this.#pointed.value = place;
  }

  choose(chosen: ShownPicture | undefined): void {
    if (chosen) this.looks.value += 1;
    const { value: before } = this.picture;
    // What is known of it stays.
    if (chosen && before && isSame(chosen, before) && !this.fault.value) return;
    this.#take(chosen);
  }

  offer(picture: ShownPicture | undefined): void {
    if (picture && !this.picture.value) this.#take(picture);
  }

  #take(chosen: ShownPicture | undefined): void {
    batch(() => {
      this.captions.value = [];
      this.answer.value = undefined;
      this.#pointed.value = undefined;
      this.fault.value = undefined;
      this.picture.value = chosen;
    });
  }

  redraw(changed: ShownPicture): void {
    this.picture.value = changed;
  }

  take(event: Event): void {
    if (event.type === 'dataset') this.choose(undefined);
    if (event.type === 'started') this.busy.value = false;
    const failed = event.type === 'failed' && ['describe', 'run', 'load', 'open', 'ended'].includes(event.during);
    if (event.type !== 'described' && !failed) return;
    if (event.type === 'failed' || !event.followed) {
      this.#answered = this.#asked;
      this.busy.value = false;
    }
    if (event.type === 'failed') {
      if (event.during === 'describe') this.fault.value = event;
      return;
    }
    const { value: chosen } = this.picture;
    if (event.split !== chosen?.split || event.image !== chosen.image) return;
    this.answer.value = event;
    this.captions.value = event.captions;
    this.fault.value = undefined;
  }
}
