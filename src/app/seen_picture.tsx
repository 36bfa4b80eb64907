import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { type Places, placesOf } from './inside_words.ts';
import type { ShownPicture } from './own_pictures.ts';
import { isWorking } from './phase.ts';
import { Picture } from './picture.tsx';
import { POINT } from './pointer.ts';
import type { Store } from './store.ts';
import { Toggle } from './toggle.tsx';

interface Props {
  readonly store: Store;
  readonly picture: ShownPicture;
  readonly local: ReadonlyMap<string, File>;
  /** Whether the regions that matter are shown on it; by default as the user has chosen for pictures that only are looked at. */
  readonly veil?: Signal<boolean>;
  /** What lies on the picture. */
  readonly children?: ComponentChildren;
}

/** The picture up close, overlaid with the regions that matter for the selected word. */
export function SeenPicture({ store, picture, local, veil, children }: Props) {
  const { description, explanation, own, run } = store;
  const { value: explained } = explanation.explained;
  const { word, chosen } = description.at.value;
  const { relevance } = explained ?? {};
  const said = explained?.words[word];
  const places = relevance && said !== undefined && chosen ? placesOf(relevance, word, said) : undefined;
  const onPicture = veil ?? explanation.onPicture;
  const { value: moving } = explanation.moving;
  const later = moving && own.takesPictures.value ? (isWorking(run.phase.value) ? LATER : AT_REST) : undefined;
  const coming = explained?.partial ? COMING : later;
  return (
    <>
      <div class={relevance?.fit === 'fill' ? 'pane stretched' : 'pane'}>
        <Picture picture={picture} local={local} />
        {places && onPicture.value && <Overlay places={places} />}
        {children}
      </div>
      <div class="matters">
        {(relevance || coming) && (
          <Toggle id="on-picture" on={onPicture}>
            Show what matters
          </Toggle>
        )}
        {explained && !(relevance && veil?.value === false) && (
          <p class="muted" id="places" aria-live="polite">
            {places ? `${places.words}${moving ? EARLIER : ''}` : relevance ? CHOOSE : (coming ?? NO_PIXELS)}
          </p>
        )}
      </div>
    </>
  );
}

const CHOOSE = `${POINT} a word to see which regions of the picture it depends on.`;
const COMING = 'Computing the regions that matter …';
const EARLIER = ' As of an earlier step of this run.';
const AT_REST = 'The regions that matter are computed once the drawing rests.';
const LATER = 'The regions that matter are computed when the run is paused or ends.';
const NO_PIXELS =
  'The features of these data were computed elsewhere, so the regions that matter cannot be computed here.';

/** How dark a region becomes that does not matter at all. */
const DARKEST = 0.55;

/**
 * A veil that is thin where the picture matters: brightness alone carries the information, whatever the viewer's colour vision.
 */
function Overlay({ places: { shares, side } }: { readonly places: Places }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  // Before painting: otherwise the picture would show the previous word's veil for a moment.
  useLayoutEffect(() => {
    const veil = new ImageData(side, side);
    const shown = shares.some((share) => share > 0);
    for (const [at, share] of shares.entries()) veil.data[4 * at + 3] = shown ? 255 * DARKEST * (1 - share) : 0;
    canvas.current?.getContext('2d')?.putImageData(veil, 0, 0);
  }, [shares, side]);
  return (
    <div class="veil" id="veil" aria-hidden="true">
      <canvas ref={canvas} width={side} height={side} />
    </div>
  );
}
