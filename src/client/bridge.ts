import type { CaptionedPicture } from '../sources/data_source.ts';
import type { Event } from '../worker/protocol.ts';

declare global {
  interface Window {
    /** Set by a program that drives the page, to receive every event of the worker. */
    fourgateEvent?: (event: Event) => void;
  }
}

const withoutPixels = <P extends CaptionedPicture>(pictures: readonly P[]) =>
  pictures.map(({ pixels: _, ...picture }) => picture);

function asTold(event: Event): Event {
  if (event.type === 'evaluated') return { ...event, pictures: withoutPixels(event.pictures) };
  return 'pictures' in event ? { ...event, pictures: withoutPixels(event.pictures) } : event;
}

/** Forwards the worker's events to a driver of the page, without pictures: they would be sent as text. */
export function tellDriver(event: Event): void {
  window.fourgateEvent?.(asTold(event));
}
