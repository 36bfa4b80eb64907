import { useRef } from 'preact/hooks';
import { count } from '../client/format.ts';
import { useLoaded } from './loaded.tsx';
import type { ShownPicture } from './own_pictures.ts';
import { isTraining } from './phase.ts';
import { scrollBelowBar, useRequests } from './scroll.ts';
import type { Store } from './store.ts';
import { Toggle } from './toggle.tsx';

interface Props {
  readonly store: Store;
  readonly local: ReadonlyMap<string, File>;
}

/** The chosen picture: the best captions of it, word by word. */
export function PictureCard({ store, local }: Props) {
  const { description, explanation, live, run } = store;
  const { value: picture } = description.picture;
  const { value: step } = description.step;
  /** Before a run there is nothing to follow yet, and after it nothing any more. */
  const isFollowed = isTraining(run.phase.value);
  const card = useRef<HTMLElement>(null);
  const { value: looks } = description.looks;
  useRequests(looks, () => {
    // Without a model the card is folded, and the picture itself says so.
    if (!card.current?.closest('details:not([open])')) scrollBelowBar(card.current);
  });
  return (
    <section class="card closer" ref={card} aria-label="Picture up close" aria-busy={description.busy.value}>
      <div class="copy">
        <h2>
          Up close{' '}
          {picture && (
            <span class="muted">
              {picture.own ? picture.references[0] : `picture ${picture.image + 1} of ${picture.split}`}
            </span>
          )}
        </h2>
        {picture && isFollowed && (
          <Toggle id="live" on={live}>
            Live while training
          </Toggle>
        )}
        {picture && step > 0 && (
          <span class="muted" id="captioned-at">
            {explanation.explained.value?.step === step ? 'captions and internal state' : 'captions'} after step{' '}
            {count(step)}
          </span>
        )}
      </div>
      {picture ? (
        <LookWhenThere store={store} local={local} picture={picture} />
      ) : (
        <p class="muted">
          Choose one of the pictures, or bring your own: here are its best captions, how likely each word is, what else
          the model considers, which regions of the picture matter for a word, and the network’s internal state.
        </p>
      )}
    </section>
  );
}

type LookProps = Props & { readonly picture: ShownPicture };

/** What is known of a picture, whose code is loaded when one is chosen. */
function LookWhenThere(props: LookProps) {
  const Look = useLoaded<LookProps>(() => import('./look.tsx').then((loaded) => loaded.Look));
  return Look ? <Look {...props} /> : null;
}
