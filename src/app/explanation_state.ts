import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Command, DescribedCaption, Event, ExplainedEvent } from '../worker/protocol.ts';
import type { DescriptionState } from './description_state.ts';
import type { ShownPicture } from './own_pictures.ts';
import type { ShownFault } from './run_state.ts';

/** Why the model generates the words of the selected caption. */
export interface ExplanationState {
  /** Of that caption; an explanation from an earlier state of the model stays until the next arrives. */
  readonly explained: ReadonlySignal<ExplainedEvent | undefined>;
  /** Whether its states are newer than the regions that matter: those take too long to follow a run or a drawing. */
  readonly moving: ReadonlySignal<boolean>;
  readonly busy: ReadonlySignal<boolean>;
  /** Whether the units would now stand in another order: they keep their places while a picture is open. */
  readonly disordered: ReadonlySignal<boolean>;
  /** Orders the units anew. */
  reorder(): void;
  readonly fault: Signal<ShownFault | undefined>;
  /** Whether the picture shows which of its regions matter for the word. */
  readonly onPicture: Signal<boolean>;
  take(event: Event): void;
}

/** What decides which questions are sent. */
interface Circumstances {
  /** Whether there is a model to ask. */
  readonly model: ReadonlySignal<boolean>;
  /** While true, states come with the captions, and no more is requested until the user has pointed at a word. */
  readonly training: ReadonlySignal<boolean>;
  /** Whether features can be computed from pixels, including those of the data's own pictures. */
  readonly takesPictures: ReadonlySignal<boolean>;
  /** While true, the picture changes all the time: states come with the captions, and what takes longer waits. */
  readonly redrawing: ReadonlySignal<boolean>;
}

interface Asked {
  readonly caption: DescribedCaption;
  readonly picture: string;
  /** The picture, and the place of the caption among its best: the user has chosen both. */
  readonly chosen: string;
  readonly own: ShownPicture['own'];
  /** Whether these are states alone, which came with the captions. */
  readonly following: boolean;
}

interface Found extends Asked {
  readonly event: ExplainedEvent;
  /** The order that would suit these states. */
  readonly order: Uint32Array;
}

const wordsOf = (caption: DescribedCaption) => caption.words.map(({ word }) => word);

/** Asks about the selected caption, with one question in flight at a time. */
export function createExplanationState(
  send: (command: Command) => void,
  description: DescriptionState,
  circumstances: Circumstances,
): ExplanationState {
  return new State(send, description, circumstances);
}

class State implements ExplanationState {
  readonly explained = computed(() =>
    this.#found.value?.chosen === this.#chosen.value ? this.#found.value?.event : undefined,
  );
  readonly moving = computed(() => this.#found.value?.following === true);
  readonly busy = signal(false);
  readonly disordered = computed(() => {
    const { event, order } = this.#found.value ?? {};
    return event !== undefined && event.order.join() !== order?.join();
  });
  readonly fault = signal<ShownFault>();
  readonly onPicture = signal(true);
  readonly #found = signal<Found>();
  readonly #looked: DescriptionState;
  readonly #now: Circumstances;
  readonly #caption = computed(() => this.#looked.captions.value[this.#looked.at.value.caption]);
  readonly #chosen = computed(() => {
    const { picture, at } = this.#looked;
    return picture.value && `${keyOf(picture.value)} ${at.value.caption}`;
  });
  #hasPointed = false;
  #asked: Asked | undefined;
  /** What was last explained whole. */
  #whole: string | undefined;

  constructor(send: (command: Command) => void, description: DescriptionState, circumstances: Circumstances) {
    this.#looked = description;
    this.#now = circumstances;
    effect(() => {
      const { value: said } = this.#caption;
      const { value: about } = description.picture;
      // Captions that are about to be replaced are not worth a question.
      const waits = this.busy.value || description.busy.value;
      const question = circumstances.model.value && said && about && !waits ? this.#next(said, about) : undefined;
      if (!question || !about) return;
      this.#asked = question;
      this.fault.value = undefined;
      this.#whole = question.chosen;
      this.busy.value = true;
      send(questionAbout(about, question, circumstances.takesPictures.peek()));
    });
  }

  #next(caption: DescribedCaption, about: ShownPicture): Asked | undefined {
    const { training, redrawing } = this.#now;
    const { at } = this.#looked;
    this.#hasPointed ||= at.value.chosen;
    const question = asking(caption, about, at.value.caption);
    if (training.value) return this.#hasPointed && question.chosen !== this.#whole ? question : undefined;
    const isKnown = caption === this.#asked?.caption && !this.#asked.following;
    return redrawing.value || isKnown ? undefined : question;
  }

  reorder(): void {
    const { value: found } = this.#found;
    if (found) this.#found.value = { ...found, event: { ...found.event, order: found.order } };
  }

  take(event: Event): void {
    // Another model, whose units have nothing in common with those before.
    if (event.type === 'started' || event.type === 'opened' || event.type === 'dataset') this.#found.value = undefined;
    if (event.type === 'started') this.busy.value = false;
    if (event.type === 'described') this.#takeStates();
    const failed = event.type === 'failed' && ['explain', 'run', 'load', 'open', 'ended'].includes(event.during);
    if (event.type !== 'explained' && !failed) return;
    if (event.type === 'explained') {
      if (this.#asked) this.#found.value = inPlace(event, this.#asked, this.#found.peek());
      this.fault.value = undefined;
    } else if (event.during === 'explain') {
      this.#found.value = undefined;
      this.fault.value = event;
    }
    this.busy.value = event.type === 'explained' && event.partial === true;
  }

  /** Takes the states that came with the captions that are shown now. */
  #takeStates(): void {
    const about = this.#looked.picture.peek();
    const { states } = this.#looked.answer.peek() ?? {};
    const said = states && this.#looked.captions.peek()[states.caption];
    if (!about || !said) return;
    const found = { ...asking(said, about, states.caption), following: true };
    this.#found.value = inPlace(states.explained, found, this.#found.peek());
    if (!this.busy.peek()) this.#asked = found;
  }
}

/** @param rank the place of the caption among the best of its picture */
function asking(caption: DescribedCaption, about: ShownPicture, rank: number): Asked {
  const picture = keyOf(about);
  return { caption, picture, chosen: `${picture} ${rank}`, own: about.own, following: false };
}

const keyOf = ({ split, image }: ShownPicture) => `${split} ${image}`;

/** @param usesFile whether a picture of the data is explained from its own file */
function questionAbout(about: ShownPicture, { caption }: Asked, usesFile: boolean): Command {
  const { split, image, file } = about;
  const own = about.own ?? (usesFile ? file : undefined);
  const words = wordsOf(caption);
  return { type: 'explain', split, image, words, ...(own && { own }) };
}

/**
 * What was found, as the page has shown it before: while a picture is open each unit stays where it stood. Newer states alone leave
 * the regions that mattered, unless the picture itself has changed.
 */
function inPlace(event: ExplainedEvent, asked: Asked, before: Found | undefined): Found {
  const found = { ...asked, event, order: event.order };
  const stays = before && (asked.following || before.picture === asked.picture);
  if (!stays || before.event.order.length !== event.order.length) return found;
  const { order, relevance, words } = before.event;
  const isSame = asked.following && words.join(' ') === event.words.join(' ') && before.own === asked.own;
  return { ...found, event: { ...event, order, ...(isSame && relevance && { relevance }) } };
}
