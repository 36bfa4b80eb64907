import type { CaptionedPicture } from '../sources/data_source.ts';
import type { Event } from '../worker/protocol.ts';

declare global {
  interface Window {
    /** Put there by whoever drives the page from outside, to be told every event of the worker. */
    fourgateEvent?: (event: Event) => void;
  }
}

const withoutPixels = <P extends CaptionedPicture>(pictures: readonly P[]) =>
  pictures.map(({ pixels: _, ...picture }) => picture);

function asTold(event: Event): Event {
  if (event.type === 'evaluated') return { ...event, pictures: withoutPixels(event.pictures) };
  return 'pictures' in event ? { ...event, pictures: withoutPixels(event.pictures) } : event;
}

/** Tells a driver of the page what the worker said. Pictures stay here: they would cross the wire as text. */
export function tellDriver(event: Event): void {
  window.fourgateEvent?.(asTold(event));
}
