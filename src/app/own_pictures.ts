import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Drawing } from '../data/scenes/drawing.ts';
import type { Fault } from '../errors.ts';
import type { Picture } from '../picture.ts';
import type { CaptionedPicture } from '../sources/data_source.ts';
import type { Command, Event, NetworkEvent } from '../worker/protocol.ts';
import { loadPart } from './loaded.tsx';
import type { ShownFault } from './run_state.ts';

/** A picture that the page shows: one of the data set, or the user's own file or drawing. */
export interface ShownPicture extends CaptionedPicture {
  readonly own?: Blob | Drawing;
  /** The data set's picture itself, if the user provided it. */
  readonly file?: File;
}

/** The file of a picture of the data, among those that the user provided, by its address or its name alone. */
export function fileOf({ url }: CaptionedPicture, given: ReadonlyMap<string, File>): File | undefined {
  return url === undefined ? undefined : (given.get(url) ?? given.get(url.slice(url.lastIndexOf('/') + 1)));
}

export function withFile(picture: CaptionedPicture, given: ReadonlyMap<string, File>): ShownPicture {
  const file = fileOf(picture, given);
  return file ? { ...picture, file } : picture;
}

/** The user's own pictures to caption. */
export interface OwnPictures {
  /** Most recent first. */
  readonly pictures: ReadonlySignal<readonly ShownPicture[]>;
  readonly fault: Signal<ShownFault | undefined>;
  /** Whether any picture can be captioned, not only those of the data. */
  readonly takesPictures: ReadonlySignal<boolean>;
  /** The network that the user provided for it. */
  readonly network: ReadonlySignal<NetworkEvent | undefined>;
  /** Takes the weights of the network that made the data's features. */
  takeNetwork(file: File): void;
  takeEvent(event: Event): void;
  /** Adds a picture and selects it, or reports why it cannot be used. */
  take(picture: Blob, name: string): Promise<void>;
  /** Adds a drawing, a new one or a copy of this one, and selects it. */
  draw(from?: Drawing): Promise<void>;
  /** Changes a drawing and its pixels. */
  redraw(picture: ShownPicture, own: Drawing, pixels: Picture): void;
  /** Whether a drawing changes at the moment. */
  readonly redrawing: ReadonlySignal<boolean>;
}

/** Number of own pictures that are kept. */
const MOST = 8;
/** Maximum length of a picture's longer side, in pixels: no network here reads more than a few hundred. */
const LONGEST_SIDE = 1024;

/** Milliseconds without a change after which a drawing is at rest. */
const REST = 400;

/** Where a picture is looked at. */
interface Look {
  /** Called with each added picture. */
  choose(picture: ShownPicture): void;
  /** Called with the chosen picture after a change. */
  redraw(picture: ShownPicture): void;
}

/** @param redrawing set while a drawing changes */
export function createOwnPictures(
  send: (command: Command) => void,
  look: Look,
  redrawing: Signal<boolean> = signal(false),
): OwnPictures {
  const network = signal<NetworkEvent>();
  const ready = signal(true);
  const opened = signal(false);
  const pictures = signal<readonly ShownPicture[]>([]);
  const fault = signal<ShownFault>();
  let taken = 0;
  let rest: ReturnType<typeof setTimeout> | undefined;
  const add = (name: string, shown: Pick<ShownPicture, 'own' | 'pixels'>) => {
    const picture = { split: 'own', image: taken++, caption: '', references: [name], ...shown };
    pictures.value = [picture, ...pictures.value].slice(0, MOST);
    fault.value = undefined;
    look.choose(picture);
  };
  return {
    pictures,
    fault,
    network,
    redrawing,
    takesPictures: computed(() => ready.value || opened.value || network.value !== undefined),
    takeNetwork(file) {
      fault.value = undefined;
      send({ type: 'network', file });
    },
    takeEvent(event) {
      if (event.type === 'dataset') {
        network.value = undefined;
        // Its weights may be right for these data.
        if (fault.value?.during === 'network') fault.value = undefined;
        ready.value = event.summary.takesPictures !== false;
      }
      if (event.type === 'opened') opened.value = event.checkpoint.readsPictures === true;
      if (event.type === 'started') opened.value = false;
      if (event.type === 'network') network.value = event;
      if (event.type === 'failed' && event.during === 'network') fault.value = event;
    },
    async take(picture, name) {
      try {
        add(name, { own: await usable(picture) });
      } catch (error) {
        fault.value = faultOf(name, error);
      }
    },
    async draw(from) {
      const drawing = await painted(from);
      if (drawing) add('your drawing', drawing);
      else fault.value = noEditor;
    },
    redraw(picture, own, pixels) {
      const changed = { ...picture, own, pixels };
      pictures.value = pictures.value.map((one) => (one.image === picture.image ? changed : one));
      redrawing.value = true;
      look.redraw(changed);
      clearTimeout(rest);
      rest = setTimeout(() => {
        redrawing.value = false;
      }, REST);
    },
  };
}

/** The picture itself, or a smaller one where it is huge; its EXIF orientation is applied. @throws when it is not a picture */
async function usable(picture: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(picture, { imageOrientation: 'from-image' });
  try {
    const scale = LONGEST_SIDE / Math.max(bitmap.width, bitmap.height);
    if (scale >= 1) return picture;
    const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
    const canvas = new OffscreenCanvas(width ?? 1, height ?? 1);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no canvas is available to scale it down');
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob();
  } finally {
    bitmap.close();
  }
}

/** A drawing, a new one or this one, and its pixels; undefined where the code that draws cannot be loaded. */
async function painted(from: Drawing | undefined): Promise<Pick<ShownPicture, 'own' | 'pixels'> | undefined> {
  const part = await loadPart(() => import('./edit_drawing.ts')).catch(() => undefined);
  if (!part) return undefined;
  const own = from ?? part.firstDrawing();
  return { own, pixels: part.paint(own) };
}

const noEditor: ShownFault = {
  ...{ during: 'describe', name: 'TypeError', message: 'the part of the page that draws cannot be loaded' },
  fault: {
    where: 'this page',
    expected: 'the part of it that draws',
    found: 'its server does not answer',
    remedy: 'Try again once it does.',
  },
};

function faultOf(name: string, error: unknown): ShownFault {
  const fault: Fault = {
    where: name,
    expected: 'a picture that this browser can decode, such as a JPEG or PNG',
    found: error instanceof Error ? error.message : String(error),
    remedy: 'The file is damaged or of another kind: try another one.',
  };
  const message = `${fault.where}: expected ${fault.expected}, found ${fault.found}. ${fault.remedy}`;
  return { during: 'describe', name: 'DataError', message, fault };
}
