import type { CaptionedPicture } from '../sources/data_source.ts';
import type { Event } from '../worker/protocol.ts';

declare global {
  interface Window {
    /** Set by a program that drives the page, to receive every event of the worker, in order. */
    fourgateEvents?: (events: readonly Event[]) => Promise<void>;
  }
}

const withoutPixels = <P extends CaptionedPicture>(pictures: readonly P[]) =>
  pictures.map(({ pixels: _, ...picture }) => picture);

function asTold(event: Event): Event {
  if (event.type === 'evaluated') return { ...event, pictures: withoutPixels(event.pictures) };
  return 'pictures' in event ? { ...event, pictures: withoutPixels(event.pictures) } : event;
}

/** Most messages to a driver that it may not have received yet. */
const MOST_UNDERWAY = 16;

const waiting: Event[] = [];
let underway = 0;

/**
 * Forwards the worker's events to a driver of the page, without pictures: they would be sent as text. Where a driver falls behind,
 * what occurs meanwhile waits and is sent together: a fast run has more steps than a browser has messages.
 */
export function tellDriver(event: Event): void {
  if (!window.fourgateEvents) return;
  waiting.push(asTold(event));
  if (underway < MOST_UNDERWAY) void send();
}

async function send(): Promise<void> {
  underway += 1;
  await window.fourgateEvents?.(waiting.splice(0));
  underway -= 1;
  if (waiting.length > 0) void send();
}
