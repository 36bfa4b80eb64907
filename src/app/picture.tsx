import { signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { CaptionedPicture } from '../sources/data_source.ts';
import { fileOf, type ShownPicture } from './own_pictures.ts';

interface Props {
  readonly picture: ShownPicture;
  /** Pictures that the user provided, by name. */
  readonly local: ReadonlyMap<string, File>;
}

/** Whether the user lets pictures be fetched from their addresses, whose servers learn of it. For this visit. */
const mayFetch = signal(false);

const onNet = ({ own, pixels, url }: ShownPicture) => !own && !pixels && url !== undefined && /^https?:/.test(url);

/** Asks before pictures are fetched from the net, where some of these are only there. */
export function AskToFetch({ pictures, local }: { pictures: readonly ShownPicture[]; local: Props['local'] }) {
  const there = pictures.filter((picture) => onNet(picture) && !fileOf(picture, local));
  if (mayFetch.value || there.length === 0) return null;
  const hosts = [...new Set(there.map(({ url = '' }) => new URL(url).host))];
  const from = hosts.length > 2 ? `${hosts.length} servers` : hosts.join(' and ');
  return (
    <p class="muted" id="fetch-pictures">
      These pictures are on the net, and have not been loaded.{' '}
      <button type="button" class="link" onClick={() => (mayFetch.value = true)}>
        Load them from {from}
      </button>
    </p>
  );
}

/** The picture itself, from wherever it is available. */
export function Picture({ picture, local }: Props) {
  const { pixels, url, references, split, image, own } = picture;
  const name = references[0] ?? `picture ${image + 1} of ${split}`;
  if (own instanceof Blob) return <LocalImage file={own} name={name} />;
  if (pixels) return <Drawn pixels={pixels} name={name} />;
  const file = fileOf(picture, local);
  if (file) return <LocalImage file={file} name={name} />;
  if (url !== undefined && onNet(picture) && mayFetch.value)
    return <Fetched url={url} name={name} label={`${split} ${image + 1}`} />;
  return <Nothing label={`${split} ${image + 1}`} />;
}

function Drawn({ pixels, name }: { pixels: NonNullable<CaptionedPicture['pixels']>; name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  // Before painting: what lies on a picture that changes moves at once.
  useLayoutEffect(() => {
    const image = new ImageData(new Uint8ClampedArray(pixels.data), pixels.width, pixels.height);
    canvas.current?.getContext('2d')?.putImageData(image, 0, 0);
  }, [pixels]);
  return <canvas ref={canvas} width={pixels.width} height={pixels.height} role="img" aria-label={name} />;
}

function LocalImage({ file, name }: { file: Blob; name: string }) {
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

/** Placeholder for a picture that is not available: the model needs only its features. */
function Nothing({ label }: { label: string }) {
  return (
    <div class="nothing">
      <span>{label}</span>
      <span>picture not loaded</span>
    </div>
  );
}
