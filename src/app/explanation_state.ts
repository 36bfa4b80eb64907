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
  readonly busy: ReadonlySignal<boolean>;
  readonly fault: Signal<ShownFault | undefined>;
  /** Whether the picture shows which of its regions matter for the word. */
  readonly onPicture: Signal<boolean>;
  take(event: Event): void;
}

/** What decides whether and how often questions are sent. */
interface Circumstances {
  /** While true, nothing is requested until the user has pointed at a word: it would slow down the run. */
  readonly training: ReadonlySignal<boolean>;
  /** Whether features can be computed from pixels, including those of the data's own pictures. */
  readonly takesPictures: ReadonlySignal<boolean>;
  /** While true, the picture changes all the time: the states follow it, and what takes longer waits. */
  readonly redrawing: ReadonlySignal<boolean>;
  readonly spacing?: Spacing;
}

interface Asked {
  readonly caption: DescribedCaption;
  /** The picture, and the place of the caption among its best: the user has chosen both. */
  readonly chosen: string | undefined;
  readonly own: ShownPicture['own'];
  /** Whether the page asked on its own, for the states alone. */
  readonly following: boolean;
}

interface Found extends Pick<Asked, 'chosen' | 'own' | 'following'> {
  readonly event: ExplainedEvent;
}

const wordsOf = (caption: DescribedCaption) => caption.words.map(({ word }) => word);

/** Asks about the selected caption, with one question in flight at a time. */
export function createExplanationState(
  send: (command: Command) => void,
  { picture, captions, at, busy: describing }: DescriptionState,
  { training, takesPictures, redrawing, spacing = createSpacing() }: Circumstances,
): ExplanationState {
  const found = signal<Found>();
  const busy = signal(false);
  const fault = signal<ShownFault>();
  const caption = computed(() => captions.value[at.value.caption]);
  const chosen = computed(() => picture.value && `${picture.value.split} ${picture.value.image} ${at.value.caption}`);
  let hasPointed = false;
  let asked: Asked | undefined;
  const next = (said: DescribedCaption): Asked | undefined => {
    hasPointed ||= at.value.chosen;
    const isSame = said === asked?.caption;
    const question = { caption: said, chosen: chosen.value, own: picture.value?.own, following: false };
    if (!training.value) {
      if (redrawing.value) return isSame ? undefined : { ...question, following: true };
      return isSame && !asked?.following ? undefined : question;
    }
    if (!hasPointed || isSame) return undefined;
    if (question.chosen !== asked?.chosen) return question;
    return spacing.due.value ? { ...question, following: true } : undefined;
  };
  effect(() => {
    const { value: said } = caption;
    const { value: about } = picture;
    // Captions that are about to be replaced are not worth a question, except those of a drawing that moves: all of them are.
    const waits = busy.value || (describing.value && !redrawing.value);
    const question = said && about && !waits ? next(said) : undefined;
    if (!question || !about) return;
    asked = question;
    busy.value = true;
    spacing.begin(question.following);
    send(questionAbout(about, question, takesPictures.peek()));
  });
  return {
    explained: computed(() => (found.value?.chosen === chosen.value ? found.value?.event : undefined)),
    moving: computed(() => found.value?.following === true),
    busy,
    fault,
    onPicture: signal(true),
    take(event) {
      // Another model, whose units have nothing in common with those before.
      if (event.type === 'started' || event.type === 'opened' || event.type === 'dataset') found.value = undefined;
      if (event.type === 'started') busy.value = false;
      const failed = event.type === 'failed' && ['explain', 'run', 'load', 'open', 'ended'].includes(event.during);
      if (event.type !== 'explained' && !failed) return;
      if (event.type === 'explained') {
        if (asked) {
          const { caption: _, ...about } = asked;
          found.value = { ...about, event: asked.following ? following(event, asked, found.peek()) : event };
        }
        fault.value = undefined;
      } else if (event.during === 'explain') {
        found.value = undefined;
        fault.value = event;
      }
      const waits = event.type === 'explained' && event.partial === true;
      if (!waits) spacing.end();
      busy.value = waits;
    },
  };
}

/** @param usesFile whether a picture of the data is explained from its own file */
function questionAbout(about: ShownPicture, { caption, following }: Asked, usesFile: boolean): Command {
  const { split, image, file } = about;
  const own = about.own ?? (usesFile ? file : undefined);
  const words = wordsOf(caption);
  return { type: 'explain', split, image, words, ...(own && { own }), ...(following && { statesOnly: true }) };
}

/**
 * Newer states, as the page has shown the earlier ones: each unit stays where it stood, and so do the regions that mattered, unless
 * the picture itself has changed.
 */
function following(event: ExplainedEvent, asked: Asked, before: Found | undefined): ExplainedEvent {
  if (before?.event.order.length !== event.order.length) return event;
  const { order, relevance, words } = before.event;
  const isSame = words.join(' ') === event.words.join(' ') && before.own === asked.own;
  return { ...event, order, ...(isSame && relevance && { relevance }) };
}
