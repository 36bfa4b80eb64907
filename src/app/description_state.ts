import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { DecodeOptions } from '../options/decoding_options.ts';
import type { Command, DescribedCaption, Event } from '../worker/protocol.ts';
import type { DecodingState } from './decoding_state.ts';
import type { ShownPicture } from './own_pictures.ts';
import type { ShownFault } from './run_state.ts';

/** Likeliest words told beside each one that was said. */
const ALTERNATIVES = 5;

/** A word of a caption: which caption, which word. */
export interface Place {
  readonly caption: number;
  readonly word: number;
}

/** One picture up close: what the model would say of it, word by word. */
export interface DescriptionState {
  readonly picture: ReadonlySignal<ShownPicture | undefined>;
  /** Of the chosen picture, best first; those from before while new ones are made. */
  readonly captions: ReadonlySignal<readonly DescribedCaption[]>;
  readonly busy: ReadonlySignal<boolean>;
  readonly fault: Signal<ShownFault | undefined>;
  /** The word that is looked at: the one that a person points at, else the least sure of the best caption. */
  readonly at: ReadonlySignal<Place & { readonly chosen: boolean }>;
  choose(picture: ShownPicture | undefined): void;
  point(place: Place): void;
  take(event: Event): void;
}

/** The word that the model was least sure of. */
export function leastSure(caption: DescribedCaption | undefined): number {
  const logProbs = caption?.words.map(({ logProb }) => logProb) ?? [];
  return logProbs.indexOf(Math.min(...logProbs));
}

/** What is asked for one picture: besides the best caption also the next best, and what else came to mind. */
export function closerLook(options: DecodeOptions): DecodeOptions {
  const nBest = options.method === 'beam' ? { nBest: options.beamWidth ?? 1 } : {};
  return { ...options, ...nBest, alternatives: ALTERNATIVES };
}

/**
 * Asks anew whenever picture, decoding or model have changed, with one question on its way at a time.
 * @param model changes with the model; 0 while there is none
 */
export function createDescriptionState(
  send: (command: Command) => void,
  decoding: DecodingState,
  model: ReadonlySignal<number>,
): DescriptionState {
  const picture = signal<ShownPicture>();
  const captions = signal<readonly DescribedCaption[]>([]);
  const busy = signal(false);
  const fault = signal<ShownFault>();
  const pointed = signal<Place>();
  const at = computed(() => {
    const { value: place } = pointed;
    if (place && captions.value[place.caption]?.words[place.word]) return { ...place, chosen: true };
    return { caption: 0, word: leastSure(captions.value[0]), chosen: false };
  });
  const wanted = computed(() => {
    const { value: chosen } = picture;
    const { value: options } = decoding.options;
    if (!chosen || !options || model.value === 0) return undefined;
    const { split, image, own } = chosen;
    const asked = { split, image, ...(own && { own }) };
    return { type: 'describe', ...asked, decoding: closerLook(options) } satisfies Command;
  });
  let answered: Command | undefined;
  let asked: Command | undefined;
  effect(() => {
    const { value: question } = wanted;
    if (!question || busy.value || question === answered) return;
    asked = question;
    busy.value = true;
    send(question);
  });
  return {
    picture,
    captions,
    busy,
    fault,
    at,
    point(place) {
      pointed.value = place;
    },
    choose(chosen) {
      captions.value = [];
      pointed.value = undefined;
      fault.value = undefined;
      picture.value = chosen;
    },
    take(event) {
      if (event.type === 'dataset') this.choose(undefined);
      if (event.type === 'started') busy.value = false;
      const failed = event.type === 'failed' && ['describe', 'run', 'load', 'open', 'ended'].includes(event.during);
      if (event.type !== 'described' && !failed) return;
      answered = asked;
      busy.value = false;
      if (event.type === 'failed') {
        if (event.during === 'describe') fault.value = event;
        return;
      }
      const { value: chosen } = picture;
      if (event.split !== chosen?.split || event.image !== chosen.image) return;
      captions.value = event.captions;
      fault.value = undefined;
    },
  };
}
