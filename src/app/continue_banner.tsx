import type { CheckpointSummary } from '../worker/protocol.ts';
import { ago, isDone, modelInWords, progressInWords } from './checkpoint_words.ts';
import { isTraining } from './phase.ts';
import type { SetupState } from './setup_state.ts';
import type { Store } from './store.ts';

interface Props {
  readonly store: Store;
  readonly setup: SetupState;
  /** Whether nothing is under way. */
  readonly idle: boolean;
}

/** After a reload: what was kept of the last run, and the way back into it. Also what stands open. */
export function ContinueBanner({ store, setup, idle }: Props) {
  const { checkpoints, run } = store;
  if (isTraining(run.phase.value)) return null;
  const { value: opened } = checkpoints.opened;
  const { value: kept } = checkpoints.kept;
  const shown = opened ?? kept;
  if (!shown) return null;
  const progress = progressInWords(shown);
  const title = !opened
    ? 'An earlier run is kept in this browser'
    : opened.name === kept?.name
      ? 'The run kept in this browser is open'
      : `${opened.name} is open`;
  return (
    <section class="card banner" id="continue-banner" aria-label="Checkpoint">
      <div>
        <h2>{title}</h2>
        <p>
          {modelInWords(shown)}
          {progress && <>: {progress}</>}
          {shown.training && <span class="muted"> · {ago(shown.training.savedAt)}</span>}
        </p>
        <Next store={store} shown={shown} />
      </div>
      <Choices store={store} setup={setup} shown={shown} idle={idle} />
    </section>
  );
}

function Next({ store, shown }: { readonly store: Store; readonly shown: CheckpointSummary }) {
  const { checkpoints } = store;
  if (checkpoints.continuing.value === 'files') {
    const source = shown.training?.source;
    const name = source?.kind === 'files' && source.name ? `the folder “${source.name}”` : 'the same files';
    return (
      <p id="files-again">
        <label class="link" for="folder">
          Choose {name} again
        </label>{' '}
        under Data, or drop it anywhere here: a page may not look at files on its own. The run goes on then.
      </p>
    );
  }
  if (!shown.training) return <p class="muted">Weights only: it can caption, and a new run can begin with them.</p>;
  if (!checkpoints.opened.value) return <p class="muted">A new run takes its place.</p>;
  return null;
}

function Choices({ store, setup, shown, idle }: Props & { readonly shown: CheckpointSummary }) {
  const { checkpoints } = store;
  const { value: continuing } = checkpoints.continuing;
  const opened = checkpoints.opened.value !== undefined;
  const from = opened ? 'opened' : 'kept';
  const done = isDone(shown);
  if (continuing === 'files') {
    return (
      <div class="choices">
        <button type="button" id="give-up" class="quiet" onClick={() => checkpoints.giveUp()}>
          Not now
        </button>
      </div>
    );
  }
  const busy = !idle || continuing !== undefined || checkpoints.busy.value;
  return (
    <div class="choices">
      {shown.training && (
        <button
          type="button"
          id="continue"
          class="primary"
          disabled={busy}
          onClick={() => checkpoints.continueFrom(from, done ? 1 : undefined)}
        >
          {continuing === 'opening' || continuing === 'loading'
            ? 'Getting there …'
            : done
              ? 'One more epoch'
              : 'Continue where I left off'}
        </button>
      )}
      {opened && (
        <button
          type="button"
          id="start-from-weights"
          disabled={busy || !setup.ready.value}
          title="A new run with the settings chosen here, which begins with these weights"
          onClick={() => setup.startFromWeights()}
        >
          New run from its weights
        </button>
      )}
      {!opened && (
        <>
          <button type="button" id="open-kept" disabled={busy} onClick={() => checkpoints.open('kept')}>
            Only open it
          </button>
          {shown.training?.best && (
            <button
              type="button"
              id="open-kept-best"
              disabled={busy}
              title={`Epoch ${shown.training.best.epoch}, validation CIDEr ${shown.training.best.cider.toFixed(3)}`}
              onClick={() => checkpoints.open('best')}
            >
              Open the best
            </button>
          )}
          <button type="button" id="forget" class="quiet" disabled={busy} onClick={() => checkpoints.forget()}>
            Forget it
          </button>
        </>
      )}
    </div>
  );
}
