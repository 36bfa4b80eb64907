import { useEffect } from 'preact/hooks';
import { Camera } from './camera.tsx';
import { FaultNotice } from './notices.tsx';
import { Picture } from './picture.tsx';
import type { Store } from './store.ts';

/** Where a person brings a picture of their own to be captioned: paste, drop, a file or the camera. */
export function OwnPictureCard({ store }: { readonly store: Store }) {
  const { own, description, run } = store;
  const { value: chosen } = description.picture;
  usePasted(store);
  const choose = (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    // The same file may be chosen again after it was mended.
    input.value = '';
    if (file) void own.take(file, file.name);
  };
  return (
    <section class="card stack own" id="own" aria-label="Your own picture">
      <h2>
        Your own picture <span class="muted">never leaves this machine</span>
      </h2>
      <div class="choices">
        <label class="button">
          Choose a picture
          <input
            id="own-file"
            class="hidden"
            type="file"
            accept="image/*"
            onChange={(event) => choose(event.currentTarget)}
          />
        </label>
        <Camera fault={own.fault} onPicture={(picture) => void own.take(picture, 'picture from the camera')} />
        <span class="muted">or paste one, or drop it anywhere</span>
      </div>
      <FaultNotice id="own-fault" title="There is no picture" shown={own.fault} />
      {run.source.value === 'scenes' && (
        <p class="muted">
          A model of Scenes knows one to three coloured shapes on a plain ground. It says so of everything else, too.
        </p>
      )}
      {own.pictures.value.length > 0 && (
        <ul class="thumbs" aria-label="Pictures of yours">
          {own.pictures.value.map((picture) => (
            <li key={picture.image}>
              <button
                type="button"
                class="pick"
                aria-pressed={chosen === picture}
                title="Look closer"
                onClick={() => description.choose(picture)}
              >
                <Picture picture={picture} local={none} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const none = new Map<string, File>();

/** Takes a picture that is pasted anywhere; text goes where it is meant to. */
function usePasted({ own }: Store): void {
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const picture = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
      if (!picture) return;
      event.preventDefault();
      void own.take(picture, picture.name || 'pasted picture');
    };
    window.addEventListener('paste', paste);
    return () => window.removeEventListener('paste', paste);
  }, [own]);
}
