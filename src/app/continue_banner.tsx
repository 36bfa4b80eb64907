import type { CheckpointSummary } from '../runs/run_record.ts';
import { Continue, FilesAgain, Forget, isBusy, Summary, WeightsOnly } from './banner_parts.tsx';
import { Button } from './button.tsx';
import { placeInWords } from './checkpoint_words.ts';
import type { Offer } from './kept_state.ts';
import { isTraining } from './phase.ts';
import type { SetupState } from './setup_state.ts';
import type { Store } from './store.ts';

interface Props {
  readonly store: Store;
  readonly setup: SetupState;
  /** Whether nothing is in progress. */
  readonly idle: boolean;
}

/** The kept runs, and how to resume them after a reload, or after a run was stopped or failed. Or the open checkpoint. */
export function ContinueBanner(props: Props) {
  const { run, checkpoints } = props.store;
  if (isTraining(run.phase.value)) return null;
  const { value: opened } = checkpoints.opened;
  if (opened) return <OpenedBanner {...props} opened={opened} />;
  const { value: finished } = run.finished;
  const { offers, unusable } = checkpoints.kept;
  if (finished && !finished.stopped) return null;
  if (offers.value.length === 0 && unusable.value.length === 0) return null;
  return (
    <section class="card banners" id="continue-banner" aria-label="Kept runs">
      {offers.value.slice(0, 2).map((offer, i) => (
        <OfferRow key={offer.run} {...props} offer={offer} first={i === 0} />
      ))}
      {unusable.value.map(({ run: name, fault }) => (
        <div class="banner" key={name} id="unusable">
          <div>
            <h2>A kept run cannot be read</h2>
            <p>
              {fault.where}: expected {fault.expected}, found {fault.found}.
            </p>
          </div>
          <div class="choices">
            <Forget {...props} run={name} id="forget-unusable" />
          </div>
        </div>
      ))}
    </section>
  );
}

function OfferRow({ store, idle, offer, first }: Props & { readonly offer: Offer; readonly first: boolean }) {
  const { checkpoints } = store;
  const { now, place } = checkpoints.kept;
  const { run, latest, best } = offer;
  const own = run === now.value?.run;
  const where = placeInWords(place.value);
  const title = own ? `This run is kept ${where}` : first ? `An earlier run is kept ${where}` : 'The run before it';
  const suffix = first ? '' : '-before';
  const busy = isBusy(store, idle);
  const cider = latest.training?.best && `, validation CIDEr ${latest.training.best.cider.toFixed(3)}`;
  return (
    <div class="banner" id={`kept-run${suffix}`}>
      <Summary title={title} of={latest}>
        {first && (
          <p class="muted">
            {place.value === 'folder'
              ? 'A new run sets it aside, in a folder of its own.'
              : 'A new run leaves it as it is; the last two stay.'}
          </p>
        )}
      </Summary>
      <div class="choices">
        <Continue store={store} of={latest} from={offer} id={`continue${suffix}`} busy={busy} primary={first} />
        <Button id={`open-kept${suffix}`} off={busy} onClick={() => checkpoints.open({ run, which: 'latest' })}>
          Open without training
        </Button>
        {best && (
          <Button
            id={`open-kept-best${suffix}`}
            off={busy}
            title={`The best by CIDEr${cider ?? ''}`}
            onClick={() => checkpoints.open({ run, which: 'best' })}
          >
            Open the best
          </Button>
        )}
        <Forget store={store} idle={idle} run={run} id={`forget${suffix}`} />
      </div>
    </div>
  );
}

function OpenedBanner({ store, setup, idle, opened }: Props & { readonly opened: CheckpointSummary }) {
  const { checkpoints } = store;
  const busy = isBusy(store, idle);
  const waiting = checkpoints.continuing.value === 'files';
  const where = placeInWords(checkpoints.kept.place.value);
  return (
    <section class="card banner" id="continue-banner" aria-label="Checkpoint">
      <Summary
        title={checkpoints.openedKept.value ? `The run kept ${where} is open` : `${opened.name} is open`}
        of={opened}
      >
        {waiting ? <FilesAgain of={opened} /> : !opened.training && <WeightsOnly />}
      </Summary>
      <div class="choices">
        {waiting ? (
          <button type="button" id="give-up" class="quiet" onClick={() => checkpoints.giveUp()}>
            Not now
          </button>
        ) : (
          <>
            <Continue store={store} of={opened} from="opened" id="continue" busy={busy} primary />
            <Button
              id="start-from-weights"
              off={busy || !setup.ready.value}
              title="A new run with the settings chosen here, which starts from these weights"
              onClick={() => setup.startFromWeights()}
            >
              New run from its weights
            </Button>
          </>
        )}
      </div>
    </section>
  );
}
