import { signal } from '@preact/signals';

/** The large view for a class, while it is on. Its code and style sheet are loaded with its first use. */
export const projector = signal<typeof import('./projector.ts')>();

/** Stands behind the `#` of the address while the view is on: a reload and a bookmark have it, and it is no setting of a run. */
const MARK = 'projector';

const marks = () => location.hash.slice(1).split('&');

/** Turns the view on or off, and notes it in the address. */
export async function project(on: boolean): Promise<void> {
  projector.value = on ? await import('./projector.ts') : undefined;
  const others = marks().filter((mark) => mark !== '' && mark !== MARK);
  const hash = [...others, ...(on ? [MARK] : [])].join('&');
  history.replaceState(history.state, '', location.pathname + location.search + (hash && `#${hash}`));
}

/** Turns the view on or off as the address says. */
export const projectAsAddressed = (): Promise<void> => project(marks().includes(MARK));
