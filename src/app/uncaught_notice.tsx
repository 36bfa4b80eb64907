import { render } from 'preact';
import { uncaught, watchErrors } from './uncaught.ts';

/** Shows uncaught errors above `place` from now on, in a separate root: the page itself may have failed. */
export function watchPage(place: Element): void {
  const above = document.createElement('div');
  place.before(above);
  render(<UncaughtNotice />, above);
  watchErrors();
}

function UncaughtNotice() {
  if (!uncaught.value) return null;
  const { place, error, more } = uncaught.value;
  return (
    <section class="notice fault uncaught" id="uncaught" role="alert">
      <h2>Unexpected error in the {place === 'page' ? 'page' : 'training worker'}</h2>
      <p>
        {error}
        {more > 0 && ` (and ${more} more)`}
      </p>
      <p>
        This is a fault of Fourgate. Training may continue; if it does not, reload the page: a run that is kept can be
        continued.
      </p>
      <p>
        <button type="button" onClick={() => location.reload()}>
          Reload the page
        </button>{' '}
        <button type="button" class="quiet" onClick={() => (uncaught.value = undefined)}>
          Dismiss
        </button>
      </p>
    </section>
  );
}
