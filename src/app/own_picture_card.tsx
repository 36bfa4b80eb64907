import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CameraProps } from './camera.tsx';
import { useLoaded } from './loaded.tsx';
import { FaultNotice } from './notices.tsx';
import { Picture } from './picture.tsx';
import type { Store } from './store.ts';

/** Where the user provides a picture to caption: paste, drop, a file or the camera. */
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
        {run.source.value === 'scenes' && (
          <button type="button" id="draw" onClick={() => own.draw()}>
            Draw one
          </button>
        )}
        <CameraButton fault={own.fault} onPicture={(picture) => void own.take(picture, 'picture from the camera')} />
        <span class="muted">or paste one, or drop it anywhere</span>
      </div>
      <FaultNotice id="own-fault" title="This picture or file cannot be used" shown={own.fault} />
      {!own.takesPictures.value && (
        <div class="choices" id="own-network">
          <p class="muted">
            The features of these data were made by a network:{' '}
            {run.dataset.value?.featuresBy ?? 'its name is not recorded'}. With its weights any picture can be
            captioned.
          </p>
          <FileButton id="own-cnn" label="Choose its weights" accept=".safetensors,.pth" onFile={own.takeNetwork} />
        </div>
      )}
      {network && (
        <p class="muted" id="own-network-known">
          {network.name} computes the features of your pictures: {network.madeBy}.
          {!network.known && ' The data do not record whether it made their features; only the feature length matches.'}
        </p>
      )}
      {run.source.value === 'scenes' && (
        <p class="muted">
          A model of Scenes only knows one to three coloured shapes on a plain, striped or dotted background, and
          describes every picture as such.
        </p>
      )}
      {own.pictures.value.length > 0 && (
        <ul class="thumbs" aria-label="Pictures of yours">
          {own.pictures.value.map((picture) => (
            <li key={picture.image}>
              <button
                type="button"
                class="pick"
                aria-pressed={chosen?.split === picture.split && chosen.image === picture.image}
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

/** Opens the camera, whose code is loaded by the first click. */
function CameraButton(props: CameraProps) {
  const wanted = useSignal(false);
  const Camera = useLoaded(() => import('./camera.tsx').then((loaded) => loaded.Camera), wanted.value);
  if (Camera) return <Camera {...props} />;
  return (
    <button type="button" id="camera" aria-disabled={wanted.value} onClick={() => (wanted.value = true)}>
      Use the camera
    </button>
  );
}

interface FileButtonProps {
  readonly id: string;
  readonly label: string;
  readonly accept: string;
  readonly onFile: (file: File) => void;
}

function FileButton({ id, label, accept, onFile }: FileButtonProps) {
  const take = (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    // The same file may be chosen again after it was corrected.
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

/** Accepts a picture pasted anywhere; pasted text is unaffected. */
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
