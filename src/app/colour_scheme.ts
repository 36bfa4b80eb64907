import { signal } from '@preact/signals';

const query = matchMedia('(prefers-color-scheme: dark)');

/** Whether the page is dark: canvases are painted anew when it changes, as no style sheet reaches into them. */
export const dark = signal(query.matches);

query.addEventListener('change', ({ matches }) => {
  dark.value = matches;
});
