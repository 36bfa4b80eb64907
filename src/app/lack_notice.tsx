import type { Lack } from './lack.ts';

/** What describes a Start that is off. */
export const LACK = 'lack';

/** Why a run cannot start yet, and where that is put right. */
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

/** Brings a control into view, out of the folds that it is in, and gives it the focus; of a part, its first control. */
function goTo(id: string): void {
  const place = document.getElementById(id);
  const control = place?.matches(CONTROLS) ? place : place?.querySelector<HTMLElement>(CONTROLS);
  for (let fold = control?.closest('details'); fold; fold = fold.parentElement?.closest('details')) fold.open = true;
  control?.scrollIntoView({ block: 'center' });
  control?.focus({ preventScroll: true });
}
