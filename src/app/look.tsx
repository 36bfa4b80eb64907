import './look.css';
import './inside.css';
import { Described } from './described.tsx';
import { useLoaded } from './loaded.tsx';
import { FaultNotice } from './notices.tsx';
import type { ShownPicture } from './own_pictures.ts';
import { POINT } from './pointer.ts';
import { SeenPicture } from './seen_picture.tsx';
import type { Store } from './store.ts';

interface Props {
  readonly store: Store;
  readonly local: ReadonlyMap<string, File>;
  readonly picture: ShownPicture;
}

/** A picture up close: what the model says of it, how sure it is of each word, and its internal state. */
export function Look({ store, local, picture }: Props) {
  const { description, decoding, canCaption, run } = store;
  const { value: captions } = description.captions;
  const { method } = decoding.settings.value;
  const again = () => {
    const { value: settings } = decoding.settings;
    decoding.settings.value = { ...settings, seed: settings.seed + 1 };
  };
  return (
    <div class={isDrawing(picture) ? 'look drawn' : 'look'}>
      <div class="seen">
        {isDrawing(picture) ? (
          <Drawn store={store} picture={picture} />
        ) : (
          <SeenPicture store={store} picture={picture} local={local} />
        )}
        {!picture.own && picture.drawing && (
          <button type="button" id="change-picture" onClick={() => store.own.draw(picture.drawing)}>
            Change this picture
          </button>
        )}
        {!picture.own && <AllReferences references={picture.references} />}
      </div>
      <div class="thought">
        <FaultNotice id="describe-fault" title="It cannot be captioned" shown={description.fault} />
        {captions.length > 0 ? (
          <Described description={description} hint={hintFor(store)} />
        ) : (
          <p class="muted" id="describe-hint">
            {canCaption.value
              ? 'Captioning …'
              : 'There is no model yet. Start a run or open a checkpoint to see its captions here, word by word.'}
          </p>
        )}
        <p class="hidden" aria-live="polite">
          {run.phase.value !== 'running' && captions[0]?.caption}
        </p>
        {method === 'greedy' && captions.length > 0 && (
          <p class="muted">Greedy finds one caption. Beam search also shows the runners-up.</p>
        )}
        {method === 'beam' && captions.length > 1 && (
          <p class="muted">The first is the caption; the others are the runners-up.</p>
        )}
        {method === 'sample' && captions.length > 0 && (
          <button type="button" id="draw-again" onClick={again}>
            Draw another
          </button>
        )}
      </div>
      <InsideWhenThere store={store} />
    </div>
  );
}

type Parts = { readonly store: Store };

/** The strips, whose code is loaded with the first explanation; until then why there is none. */
function InsideWhenThere({ store }: Parts) {
  const { explanation } = store;
  const { value: explained } = explanation.explained;
  const isThere = explained !== undefined;
  const Inside = useLoaded<Parts>(() => import('./inside.tsx').then((loaded) => loaded.Inside), isThere);
  if (explained) return Inside ? <Inside store={store} /> : null;
  return (
    <>
      <FaultNotice id="explain-fault" title="The internal state cannot be computed" shown={explanation.fault} />
      {explanation.busy.value && <p class="muted">Computing the internal state …</p>}
    </>
  );
}

/** What pointing at a word does, for those who have not yet. */
function hintFor({ description }: Store): string | undefined {
  if (description.at.value.chosen) return undefined;
  return `${POINT} a word: its alternatives, the regions of the picture that matter for it, and the internal state at it.`;
}

/** References that are shown at once. */
const FIRST = 2;

/** The reference captions under a heading: the first of them, the others on request. */
function AllReferences({ references }: { readonly references: readonly string[] }) {
  const items = (some: readonly string[]) => some.map((reference) => <li key={reference}>{reference}</li>);
  const others = references.slice(FIRST);
  return (
    <section class="references muted" aria-label="Reference captions">
      <h3>{references.length === 1 ? 'Reference caption' : 'Reference captions'}</h3>
      <ul>{items(references.slice(0, FIRST))}</ul>
      {others.length > 0 && (
        <details>
          <summary>+{others.length} more</summary>
          <ul>{items(others)}</ul>
        </details>
      )}
    </section>
  );
}

const isDrawing = ({ own }: ShownPicture) => own !== undefined && !(own instanceof Blob);

type DrawnParts = Parts & { readonly picture: ShownPicture };

/** A drawing with what changes it, whose code is loaded when there is one. */
function Drawn(parts: DrawnParts) {
  const Editor = useLoaded<DrawnParts>(() => import('./scene_editor.tsx').then((loaded) => loaded.SceneEditor));
  return Editor ? <Editor {...parts} /> : <SeenPicture {...parts} local={new Map()} />;
}
