import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Command, DescribedCaption, Event, ExplainedEvent } from '../worker/protocol.ts';
import type { DescriptionState } from './description_state.ts';
import type { ShownFault } from './run_state.ts';

/** Why the model generates the words of the selected caption. */
export interface ExplanationState {
  /** Of that caption; an explanation from an earlier state of the model stays until the next arrives. */
  readonly explained: ReadonlySignal<ExplainedEvent | undefined>;
  readonly busy: ReadonlySignal<boolean>;
  readonly fault: Signal<ShownFault | undefined>;
  /** Whether the picture shows which of its regions matter for the word. */
  readonly onPicture: Signal<boolean>;
  take(event: Event): void;
}

const wordsOf = (caption: DescribedCaption) => caption.words.map(({ word }) => word);

/**
 * Asks about the selected caption, with one question in flight at a time.
 * @param takesPictures whether features can be computed from pixels, including those of the data's own pictures
 * @param training while true, nothing is requested until the user points at a word: it would slow down the run
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
