import { useEffect, useRef, useState } from 'preact/hooks';
import type { CaptionedPicture } from '../worker/protocol.ts';
import type { Store } from './store.ts';

/** Held-out pictures with what the model says of them now. */
export function PictureGrid({ store, local }: { readonly store: Store; readonly local: ReadonlyMap<string, File> }) {
  const pictures = store.pictures.value;
  const at = store.captionsAt.value;
  if (pictures.length === 0) return null;
  return (
    <section class="card pictures" aria-label="Held-out captions">
      <h2>
        Held-out pictures{' '}
        <span class="muted">
          {at > 0 ? `captions after step ${at}` : 'not trained on; below each, what people say'}
        </span>
      </h2>
      <ul id="grid">
        {pictures.map((picture) => (
          <Card key={`${picture.split} ${picture.image}`} picture={picture} local={local} />
        ))}
      </ul>
    </section>
  );
}

function Card({ picture, local }: { picture: CaptionedPicture; local: ReadonlyMap<string, File> }) {
  const { caption, references, right } = picture;
  const [first = '', ...others] = references;
  return (
    <li class={right === undefined ? undefined : right ? 'right' : 'wrong'}>
      <Picture picture={picture} local={local} />
      {right !== undefined && (
        <span class="mark" title={right ? 'colour and shape are right' : 'colour or shape is wrong'}>
          {right ? '✓' : '✗'}
          <span class="hidden">{right ? 'colour and shape right' : 'colour or shape wrong'}</span>
        </span>
      )}
      <div class="text">
        {caption !== '' && (
          // Keyed by its words, so that a caption that changed is a new element and its colour fades in again.
          <p class="caption" key={caption}>
            {caption}
          </p>
        )}
        {others.length > 0 ? (
          <details class="muted">
            <summary>{first}</summary>
            {others.map((reference) => (
              <p key={reference}>{reference}</p>
            ))}
          </details>
        ) : (
          <p class="muted">{first}</p>
        )}
      </div>
    </li>
  );
}

function Picture({ picture, local }: { picture: CaptionedPicture; local: ReadonlyMap<string, File> }) {
  const { pixels, url, references, split, image } = picture;
  const name = references[0] ?? `picture ${image} of ${split}`;
  if (pixels) return <Drawn pixels={pixels} name={name} />;
  const file = url === undefined ? undefined : local.get(url.slice(url.lastIndexOf('/') + 1));
  if (file) return <LocalImage file={file} name={name} />;
  if (url !== undefined && /^https?:/.test(url)) return <Fetched url={url} name={name} label={`${split} ${image}`} />;
  return <Nothing label={`${split} ${image}`} />;
}

function Drawn({ pixels, name }: { pixels: NonNullable<CaptionedPicture['pixels']>; name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const image = new ImageData(new Uint8ClampedArray(pixels.rgba), pixels.width, pixels.height);
    canvas.current?.getContext('2d')?.putImageData(image, 0, 0);
  }, [pixels]);
  return <canvas ref={canvas} width={pixels.width} height={pixels.height} role="img" aria-label={name} />;
}

function LocalImage({ file, name }: { file: File; name: string }) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return <img src={address} alt={name} />;
}

function Fetched({ url, name, label }: { url: string; name: string; label: string }) {
  const [failed, setFailed] = useState(false);
  if (failed) return <Nothing label={label} />;
  return <img src={url} alt={name} loading="lazy" referrerpolicy="no-referrer" onError={() => setFailed(true)} />;
}

/** Stands where a picture is not at hand: the features are all the model needs. */
function Nothing({ label }: { label: string }) {
  return (
    <div class="nothing">
      <span>{label}</span>
      <span>picture not at hand</span>
    </div>
  );
}
