import type { CaptionedPicture } from '../sources/data_source.ts';
import { MarkedCaption, MarkLegend, Marks } from './marks.tsx';
import { withFile } from './own_pictures.ts';
import { isIdle } from './phase.ts';
import { AskToFetch, Picture } from './picture.tsx';
import type { Store } from './store.ts';
import { Term } from './term.tsx';

/** Held-out pictures with the model's current captions. */
export function PictureGrid({ store, local }: { readonly store: Store; readonly local: ReadonlyMap<string, File> }) {
  const { run, description } = store;
  const pictures = run.pictures.value;
  const at = run.captionsAt.value;
  if (pictures.length === 0) return run.source.value === 'scenes' && run.phase.value === 'loading' ? <Place /> : null;
  const chosen = description.picture.value;
  const lacking = store.canCaption.value ? '' : isIdle(run.phase.value) ? PRESS_START : COMING;
  return (
    <section class="card pictures" aria-label="Held-out captions">
      <h2>
        <Term is="held-out">Held-out</Term> pictures{' '}
        <span class="muted">
          {at > 0 ? (
            <>
              <Term is="greedy" /> captions after step {at}; choose one to look inside the network
            </>
          ) : (
            'not trained on; below each, its reference captions'
          )}
        </span>
      </h2>
      <MarkLegend pictures={pictures} />
      <AskToFetch pictures={pictures} local={local} />
      <ul id="grid" class="grid">
        {pictures.map((picture) => (
          <Card
            key={`${picture.split} ${picture.image}`}
            picture={picture}
            local={local}
            chosen={picture.image === chosen?.image && picture.split === chosen.split}
            lacking={lacking}
            onChoose={() => description.choose(withFile(picture, local))}
          />
        ))}
      </ul>
    </section>
  );
}

const PRESS_START = 'No model yet. Press Start, and its captions appear here and under “Up close”.';
const COMING = 'No model yet. Its captions will appear here and under “Up close”.';

/** Keeps the place of pictures that are being drawn, so that nothing moves when they are there. */
function Place() {
  return (
    <section class="card pictures" aria-hidden="true">
      <h2>Held-out pictures</h2>
      <ul class="grid">
        {Array.from({ length: 12 }, (_, at) => (
          <li key={at}>
            <div class="nothing" />
            <div class="text" />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface CardProps {
  readonly picture: CaptionedPicture;
  readonly local: ReadonlyMap<string, File>;
  readonly chosen: boolean;
  /** Why a closer look shows nothing yet; empty where it does. */
  readonly lacking: string;
  readonly onChoose: () => void;
}

function Card({ picture, local, chosen, lacking, onChoose }: CardProps) {
  const { caption, references, check } = picture;
  const [first = '', ...others] = references;
  return (
    <li>
      <button type="button" class="pick" aria-pressed={chosen} title="Look closer" onClick={onChoose}>
        <Picture picture={picture} local={local} />
      </button>
      <Marks check={check} />
      <div class="text">
        {chosen && lacking && (
          <p class="warning" role="alert">
            {lacking}
          </p>
        )}
        {caption !== '' && (
          <p>
            <span class="who">network:</span>{' '}
            <span class="caption">
              <MarkedCaption caption={caption} check={check} />
            </span>
          </p>
        )}
        <References first={first} others={others} />
      </div>
    </li>
  );
}

/** The reference captions of a picture: the first, the others on request. */
export function References({ first, others }: { readonly first: string; readonly others: readonly string[] }) {
  const labelled = (
    <>
      <span class="who">reference:</span> {first}
    </>
  );
  if (others.length === 0) return <p class="muted">{labelled}</p>;
  return (
    <details class="muted">
      <summary>
        {labelled} <span class="further">+{others.length} more</span>
      </summary>
      {others.map((reference) => (
        <p key={reference}>{reference}</p>
      ))}
    </details>
  );
}
