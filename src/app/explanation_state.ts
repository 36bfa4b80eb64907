import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Command, DescribedCaption, Event, ExplainedEvent } from '../worker/protocol.ts';
import type { DescriptionState } from './description_state.ts';
import type { ShownFault } from './run_state.ts';

/** Why the model says the words of the caption that is looked at. */
export interface ExplanationState {
  /** Of that caption; one that was made by an earlier state of the model stays until the next has come. */
  readonly explained: ReadonlySignal<ExplainedEvent | undefined>;
  readonly busy: ReadonlySignal<boolean>;
  readonly fault: Signal<ShownFault | undefined>;
  /** Whether the picture shows which places of it matter for the word. */
  readonly onPicture: Signal<boolean>;
  take(event: Event): void;
}

const wordsOf = (caption: DescribedCaption) => caption.words.map(({ word }) => word);

/**
 * Asks about the caption that is looked at, with one question on its way at a time.
 * @param takesPictures whether features can be computed from pixels: those of the data's own pictures, too
 * @param training while it is so, nothing is asked before a person points at a word: it would slow the run down
 */
export function createExplanationState(
  send: (command: Command) => void,
  { picture, captions, at }: DescriptionState,
  training: ReadonlySignal<boolean>,
  takesPictures: ReadonlySignal<boolean>,
): ExplanationState {
  const found = signal<ExplainedEvent>();
  const busy = signal(false);
  const fault = signal<ShownFault>();
  const caption = computed(() => captions.value[at.value.caption]);
  const wanted = computed(() => (training.value && !at.value.chosen ? undefined : caption.value));
  let asked: DescribedCaption | undefined;
  effect(() => {
    const { value: said } = wanted;
    const { value: chosen } = picture;
    if (!said || !chosen || busy.value || said === asked) return;
    asked = said;
    busy.value = true;
    const { split, image, file } = chosen;
    const own = chosen.own ?? (takesPictures.peek() ? file : undefined);
    send({ type: 'explain', split, image, ...(own && { own }), words: wordsOf(said) });
  });
  return {
    explained: computed(() => {
      const { value: event } = found;
      const { value: chosen } = picture;
      if (!event || !caption.value || event.split !== chosen?.split || event.image !== chosen.image) return undefined;
      return event.words.join(' ') === wordsOf(caption.value).join(' ') ? event : undefined;
    }),
    busy,
    fault,
    onPicture: signal(true),
    take(event) {
      if (event.type === 'started') busy.value = false;
      const failed = event.type === 'failed' && ['explain', 'run', 'load', 'open', 'ended'].includes(event.during);
      if (event.type !== 'explained' && !failed) return;
      busy.value = event.type === 'explained' && event.partial === true;
      fault.value = event.type === 'failed' && event.during === 'explain' ? event : undefined;
      if (event.type === 'explained') found.value = event;
    },
  };
}
