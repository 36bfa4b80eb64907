import type { Lack } from './lack.ts';

/** The description of a disabled Start. */
export const LACK = 'lack';

/** Why a run cannot start yet, and where to correct that. */
export function LackNotice({ lack }: { readonly lack: Lack | undefined }) {
  if (!lack) return null;
  return (
    <p class="lack" id={LACK}>
      Start needs {lack.what}{' '}
      {lack.places.map(({ label, id }, i) => (
        <span key={id}>
          {i > 0 && ', '}
          <button type="button" class="link" onClick={() => goTo(id)}>
            {label}
          </button>
        </span>
      ))}
    </p>
  );
}

const CONTROLS = 'input, select, button';

/** Scrolls a control into view, opens the details around it and focuses it; for a section, its first control. */
function goTo(id: string): void {
  const place = document.getElementById(id);
  const control = place?.matches(CONTROLS) ? place : place?.querySelector<HTMLElement>(CONTROLS);
  for (let fold = control?.closest('details'); fold; fold = fold.parentElement?.closest('details')) fold.open = true;
  control?.scrollIntoView({ block: 'center' });
  control?.focus({ preventScroll: true });
}
