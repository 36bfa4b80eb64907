import './inside.css';
import { Described } from './described.tsx';
import { useLoaded } from './loaded.ts';
import { FaultNotice } from './notices.tsx';
import type { ShownPicture } from './own_pictures.ts';
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
        {!picture.own && (
          <ul class="muted" aria-label="Reference captions">
            {picture.references.map((reference) => (
              <li key={reference}>{reference}</li>
            ))}
          </ul>
        )}
      </div>
      <div class="thought">
        <FaultNotice id="describe-fault" title="It cannot be captioned" shown={description.fault} />
        {captions.length > 0 ? (
          <Described description={description} />
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
  const { explanation, description, run } = store;
  const { value: explained } = explanation.explained;
  const isThere = explained !== undefined;
  const Inside = useLoaded<Parts>(() => import('./inside.tsx').then((loaded) => loaded.Inside), isThere);
  if (explained) return Inside ? <Inside store={store} /> : null;
  const waits = run.phase.value === 'running' && description.captions.value.length > 0;
  return (
    <>
      <FaultNotice id="explain-fault" title="The internal state cannot be computed" shown={explanation.fault} />
      {explanation.busy.value && <p class="muted">Computing the internal state …</p>}
      {waits && !explanation.busy.value && (
        <p class="muted" id="point-hint">
          Point at a word: the network’s internal state appears here, and moves while it trains.
        </p>
      )}
    </>
  );
}

const isDrawing = ({ own }: ShownPicture) => own !== undefined && !(own instanceof Blob);

type DrawnParts = Parts & { readonly picture: ShownPicture };

/** A drawing with what changes it, whose code is loaded when there is one. */
function Drawn(parts: DrawnParts) {
  const Editor = useLoaded<DrawnParts>(() => import('./scene_editor.tsx').then((loaded) => loaded.SceneEditor));
  return Editor ? <Editor {...parts} /> : <SeenPicture {...parts} local={new Map()} />;
}
