import { plural } from '../client/format.ts';
import { ago } from './checkpoint_words.ts';
import type { Store } from './store.ts';

/** Shown while the worker does not respond, and after it has ended. */
export function WatchNotices({ store }: { readonly store: Store }) {
  const { run, watch } = store;
  if (run.phase.value === 'ended') return <Ended store={store} />;
  return <Silent silence={watch.silence.value} store={store} />;
}

function Silent({ silence, store }: { readonly silence: number; readonly store: Store }) {
  const loading = store.run.phase.value === 'loading';
  return (
    <div class="silent" role="status">
      {silence > 0 && (
        <section class="notice" id="silent">
          <h2>The training worker has not responded for {lasting(silence)}</h2>
          <p>
            {loading
              ? 'It may be reading a large file.'
              : 'It may be busy: on a slow adapter, preparing the kernels or a single step can take minutes. Or the GPU no longer responds.'}{' '}
            You can wait, or reload the page. <Kept store={store} />
          </p>
          <Reload />
        </section>
      )}
    </div>
  );
}

function Ended({ store }: { readonly store: Store }) {
  const { fault } = store.watch.ended.value ?? {};
  return (
    <section class="notice fault" id="ended" role="alert">
      <h2>The training worker has ended</h2>
      <p>
        What happened: {fault?.found}. Nothing can be trained or captioned until the page is reloaded.{' '}
        <Kept store={store} />
      </p>
      <Reload />
    </section>
  );
}

const lasting = (seconds: number) => (seconds < 60 ? `${seconds} seconds` : plural(Math.floor(seconds / 60), 'minute'));

/** What remains of the run after a reload. */
function Kept({ store }: { readonly store: Store }) {
  const { run, checkpoints } = store;
  const { value: kept } = checkpoints.kept.now;
  if (kept) return `Step ${kept.step} of this run was saved ${ago(kept.at)}: the run can be resumed from there.`;
  return run.started.value ? 'Nothing of this run has been saved yet.' : null;
}

const Reload = () => (
  <p>
    <button type="button" id="reload" onClick={() => location.reload()}>
      Reload the page
    </button>
  </p>
);
