import type { Event } from './protocol.ts';

/** Tells the page of rejections that nobody handles, and of commands that cannot be read; errors get there by themselves. */
export function tellUncaught(post: (event: Event) => void): void {
  const tell = ({ name, message }: { readonly name: string; readonly message: string }) =>
    post({ type: 'failed', during: 'uncaught', name, message });
  addEventListener('unhandledrejection', ({ reason }) => {
    tell(reason instanceof Error ? reason : new Error(String(reason)));
  });
  addEventListener('messageerror', () => tell({ name: 'DataCloneError', message: 'a command could not be read' }));
}
