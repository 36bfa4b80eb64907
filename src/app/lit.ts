import { signal } from '@preact/signals';
import type { Strip } from '../explain/strips.ts';

/** The part of the network that the user points at, in its figure or its strips: it lights up in both. */
export const lit = signal<Strip['name'] | undefined>();

/** Handlers for an element that stands for a part: the pointer lights it up, and so does the keyboard's focus. */
export function lights(name: Strip['name']) {
  const light = () => {
    lit.value = name;
  };
  const leave = () => {
    lit.value = undefined;
  };
  return { onPointerEnter: light, onPointerLeave: leave, onFocusIn: light, onFocusOut: leave };
}

/** The id of a part's strip, which takes the focus. */
export const stripId = (name: Strip['name']) => `strip-${name}`;
