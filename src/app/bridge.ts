import type { CaptionedPicture, Event } from '../worker/protocol.ts';

declare global {
  interface Window {
    /** Put there by whoever drives the page from outside, to be told every event of the worker. */
    fourgateEvent?: (event: Event) => void;
  }
}

const withoutPixels = (pictures: readonly CaptionedPicture[]) => pictures.map(({ pixels: _, ...picture }) => picture);

/** Tells a driver of the page what the worker said. Pictures stay here: they would cross the wire as text. */
export function tellDriver(event: Event): void {
  if (typeof window.fourgateEvent !== 'function') return;
  window.fourgateEvent('pictures' in event ? { ...event, pictures: withoutPixels(event.pictures) } : event);
}
