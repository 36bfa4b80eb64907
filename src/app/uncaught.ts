import { type Signal, signal } from '@preact/signals';
import { tellDriver } from '../client/bridge.ts';
import type { FailedEvent } from '../worker/protocol.ts';

/** Uncaught errors of the page or its worker, until the user has seen them. */
export interface Uncaught {
  readonly place: 'page' | 'worker';
  /** "TypeError: x is undefined"; of several errors the first, which usually caused the others. */
  readonly error: string;
  readonly more: number;
}

export const uncaught: Signal<Uncaught | undefined> = signal();

/** Adds an error to what is shown. */
export function showUncaught(place: Uncaught['place'], { name, message }: Pick<FailedEvent, 'name' | 'message'>): void {
  const { value: shown } = uncaught;
  // Browsers put the name before some messages.
  const error = message.includes(name) ? message : `${name}: ${message}`;
  uncaught.value = shown ? { ...shown, more: shown.more + 1 } : { place, error, more: 0 };
}

/** A size that changes while it is observed is measured again in the next frame: browsers report that as an error. */
const isHarmless = (message: string) => message.startsWith('ResizeObserver loop');

/** Shows every uncaught error and unhandled rejection of the page from now on. */
export function watchErrors(): void {
  const show = (error: unknown, instead: string) => {
    const { name, message } = error instanceof Error ? error : new Error(String(error ?? instead));
    showUncaught('page', { name, message });
    tellDriver({ type: 'failed', during: 'uncaught', name, message });
  };
  addEventListener('error', ({ error, message }) => {
    if (!isHarmless(message)) show(error, message);
  });
  addEventListener('unhandledrejection', ({ reason }) => show(reason, 'a promise was rejected'));
}
