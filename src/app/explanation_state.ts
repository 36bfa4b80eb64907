import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Command, DescribedCaption, Event, ExplainedEvent } from '../worker/protocol.ts';
import type { DescriptionState } from './description_state.ts';
import type { ShownPicture } from './own_pictures.ts';
import type { ShownFault } from './run_state.ts';
import { createSpacing, type Spacing } from './spacing.ts';

/** Why the model generates the words of the selected caption. */
export interface ExplanationState {
  /** Of that caption; an explanation from an earlier state of the model stays until the next arrives. */
  readonly explained: ReadonlySignal<ExplainedEvent | undefined>;
  /** Whether its states are newer than the regions that matter: those take too long to follow a run or a drawing. */
  readonly moving: ReadonlySignal<boolean>;
  /** Whether nothing is requested until the user points at a word. */
  readonly waits: ReadonlySignal<boolean>;
  readonly busy: ReadonlySignal<boolean>;
  /** Step of the run that it is of; 0 before training. */
  readonly step: ReadonlySignal<number>;
  /** Whether the run has moved on: the captions that are shown are of a later step. */
  readonly stale: ReadonlySignal<boolean>;
  /** Whether the units would now stand in another order: they keep their places while a picture is open. */
  readonly disordered: ReadonlySignal<boolean>;
  /** Orders the units anew. */
  reorder(): void;
  readonly fault: Signal<ShownFault | undefined>;
  /** Whether the picture shows which of its regions matter for the word. */
  readonly onPicture: Signal<boolean>;
  take(event: Event): void;
}

/** What decides whether and how often questions are sent. */
interface Circumstances {
  /** While true, at most the states are requested until the user has pointed at a word: the rest would slow down the run. */
  readonly training: ReadonlySignal<boolean>;
  /** Whether the states, too, would slow it down. */
  readonly slow: ReadonlySignal<boolean>;
  /** Whether features can be computed from pixels, including those of the data's own pictures. */
  readonly takesPictures: ReadonlySignal<boolean>;
  /** While true, the picture changes all the time: the states follow it, and what takes longer waits. */
  readonly redrawing: ReadonlySignal<boolean>;
  readonly spacing?: Spacing;
}

interface Asked {
  readonly caption: DescribedCaption;
  readonly step: number;
  readonly picture: string;
  /** The picture, and the place of the caption among its best: the user has chosen both. */
  readonly chosen: string;
  readonly own: ShownPicture['own'];
  /** Whether the page asked on its own, for the states alone. */
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
  readonly waits = computed(() => {
    const { training, slow } = this.#now;
    return training.value && slow.value && !this.#looked.at.value.chosen && !this.#found.value;
  });
  readonly busy = signal(false);
  readonly step = computed(() => this.#found.value?.step ?? 0);
  readonly stale = computed(() => this.#now.training.value && this.#found.value?.caption !== this.#caption.value);
  readonly disordered = computed(() => {
    const { event, order } = this.#found.value ?? {};
    return event !== undefined && event.order.join() !== order?.join();
  });
  readonly fault = signal<ShownFault>();
  readonly onPicture = signal(true);
  readonly #found = signal<Found>();
  readonly #looked: DescriptionState;
  readonly #now: Circumstances;
  readonly #spacing: Spacing;
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
    this.#spacing = circumstances.spacing ?? createSpacing();
    effect(() => {
      const { value: said } = this.#caption;
      const { value: about } = description.picture;
      // Captions that are about to be replaced are not worth a question, except those of a drawing that moves: all of them are.
      const waits = this.busy.value || (description.busy.value && !circumstances.redrawing.value);
      const question = said && about && !waits ? this.#next(said, about) : undefined;
      if (!question || !about) return;
      this.#asked = question;
      this.fault.value = undefined;
      if (!question.following) this.#whole = question.chosen;
      this.busy.value = true;
      this.#spacing.begin(question.following);
      send(questionAbout(about, question, circumstances.takesPictures.peek()));
    });
  }

  #next(caption: DescribedCaption, about: ShownPicture): Asked | undefined {
    const { training, slow, redrawing } = this.#now;
    const { at, step } = this.#looked;
    this.#hasPointed ||= at.value.chosen;
    const isSame = caption === this.#asked?.caption;
    const picture = keyOf(about);
    const chosen = `${picture} ${at.value.caption}`;
    const question = { caption, step: step.peek(), picture, chosen, own: about.own, following: false };
    if (!training.value) {
      if (redrawing.value) return isSame ? undefined : { ...question, following: true };
      return isSame && !this.#asked?.following ? undefined : question;
    }
    if (this.#hasPointed && chosen !== this.#whole) return question;
    if (isSame || (slow.value && !this.#hasPointed)) return undefined;
    return this.#spacing.due.value ? { ...question, following: true } : undefined;
  }

  reorder(): void {
    const { value: found } = this.#found;
    if (found) this.#found.value = { ...found, event: { ...found.event, order: found.order } };
  }

  take(event: Event): void {
    // Another model, whose units have nothing in common with those before.
    if (event.type === 'started' || event.type === 'opened' || event.type === 'dataset') this.#found.value = undefined;
    if (event.type === 'started') this.busy.value = false;
    const failed = event.type === 'failed' && ['explain', 'run', 'load', 'open', 'ended'].includes(event.during);
    if (event.type !== 'explained' && !failed) return;
    if (event.type === 'explained') {
      if (this.#asked) this.#found.value = inPlace(event, this.#asked, this.#found.peek());
      this.fault.value = undefined;
    } else if (event.during === 'explain') {
      this.#found.value = undefined;
      this.fault.value = event;
    }
    const waits = event.type === 'explained' && event.partial === true;
    if (!waits) this.#spacing.end();
    this.busy.value = waits;
  }
}

const keyOf = ({ split, image }: ShownPicture) => `${split} ${image}`;

/** @param usesFile whether a picture of the data is explained from its own file */
function questionAbout(about: ShownPicture, { caption, following }: Asked, usesFile: boolean): Command {
  const { split, image, file } = about;
  const own = about.own ?? (usesFile ? file : undefined);
  const words = wordsOf(caption);
  return { type: 'explain', split, image, words, ...(own && { own }), ...(following && { statesOnly: true }) };
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
