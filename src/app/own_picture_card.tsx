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
  const { value: network } = own.network;
  return (
    <section class="card stack own" id="own" aria-label="Your own picture">
      <h2>
        Your own picture <span class="muted">never leaves this machine</span>
      </h2>
      <div class="choices">
        <FileButton
          id="own-file"
          label="Choose a picture"
          accept="image/*"
          onFile={(file) => void own.take(file, file.name)}
        />
        <Camera fault={own.fault} onPicture={(picture) => void own.take(picture, 'picture from the camera')} />
        <span class="muted">or paste one, or drop it anywhere</span>
      </div>
      <FaultNotice id="own-fault" title="That cannot be used" shown={own.fault} />
      {!own.takesPictures.value && (
        <div class="choices" id="own-network">
          <p class="muted">
            The features of these data were made by a network:{' '}
            {run.dataset.value?.featuresBy ?? 'which one is not said'}. With its weights any picture can be captioned.
          </p>
          <FileButton id="own-cnn" label="Choose its weights" accept=".safetensors,.pth" onFile={own.takeNetwork} />
        </div>
      )}
      {network && (
        <p class="muted" id="own-network-known">
          {network.name} looks at your pictures: {network.madeBy}.
          {!network.known && ' The data do not say whether it made their features; only the number of them fits.'}
        </p>
      )}
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

interface FileButtonProps {
  readonly id: string;
  readonly label: string;
  readonly accept: string;
  readonly onFile: (file: File) => void;
}

function FileButton({ id, label, accept, onFile }: FileButtonProps) {
  const take = (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    // The same file may be chosen again after it was mended.
    input.value = '';
    if (file) onFile(file);
  };
  return (
    <label class="button">
      {label}
      <input id={id} class="hidden" type="file" accept={accept} onChange={(event) => take(event.currentTarget)} />
    </label>
  );
}

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
