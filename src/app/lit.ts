import { signal } from '@preact/signals';
import type { Strip } from '../explain/strips.ts';

/** The part of the network that the user points at, in its figure or its strips: it lights up in both. */
export const lit = signal<Strip['name'] | undefined>();

/** Handlers for an element that stands for a part. */
export const lights = (name: Strip['name']) => ({
  onPointerEnter: () => {
    lit.value = name;
  },
  onPointerLeave: () => {
    lit.value = undefined;
  },
});
