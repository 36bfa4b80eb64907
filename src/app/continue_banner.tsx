import type { CheckpointSummary } from '../runs/run_record.ts';
import { Banner, Continue, FilesAgain, Forget, inALine, isBusy, Summary, WeightsOnly } from './banner_parts.tsx';
import { Button } from './button.tsx';
import { placeInWords } from './checkpoint_words.ts';
import type { Offer } from './kept_state.ts';
import { isTraining } from './phase.ts';
import type { SetupState } from './setup_state.ts';
import type { Store } from './store.ts';
import './banner.css';

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
        <Banner
          key={name}
          id="unusable"
          line="A kept run cannot be read"
          summary={
            <div>
              <h2>A kept run cannot be read</h2>
              <p>
                {fault.where}: expected {fault.expected}, found {fault.found}.
              </p>
            </div>
          }
        >
          <Forget {...props} run={name} id="forget-unusable" />
        </Banner>
      ))}
    </section>
  );
}

function OfferRow({ store, idle, offer, first }: Props & { readonly offer: Offer; readonly first: boolean }) {
  const { checkpoints } = store;
  const { now, place } = checkpoints.kept;
  const { run, latest } = offer;
  const own = run === now.value?.run;
  const where = placeInWords(place.value);
  const title = own ? `This run is kept ${where}` : first ? `An earlier run is kept ${where}` : 'The run before it';
  const suffix = first ? '' : '-before';
  const busy = isBusy(store, idle);
  // What it would open is what the run that was stopped has left.
  const isAtHand = own && store.run.finished.value !== undefined;
  return (
    <Banner
      id={`kept-run${suffix}`}
      line={inALine(latest)}
      summary={
        <Summary title={title} of={latest}>
          {first && (
            <p class="muted">
              {place.value === 'folder'
                ? 'A new run sets it aside, in a folder of its own.'
                : 'A new run leaves it as it is; the last two stay.'}
            </p>
          )}
        </Summary>
      }
      next={<Continue store={store} of={latest} from={offer} id={`continue${suffix}`} busy={busy} primary={first} />}
    >
      {!isAtHand && <Openings {...{ store, offer, suffix, busy }} />}
      <Forget store={store} idle={idle} run={run} id={`forget${suffix}`} />
    </Banner>
  );
}

interface OpeningsProps extends Pick<Props, 'store'> {
  readonly offer: Offer;
  readonly suffix: string;
  readonly busy: boolean;
}

/** Opens a kept run as it is. */
function Openings({ store: { checkpoints }, offer: { run, latest, best }, suffix, busy }: OpeningsProps) {
  const cider = latest.training?.best && `, validation CIDEr ${latest.training.best.cider.toFixed(3)}`;
  return (
    <>
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
    </>
  );
}

function OpenedBanner({ store, setup, idle, opened }: Props & { readonly opened: CheckpointSummary }) {
  const { checkpoints } = store;
  const busy = isBusy(store, idle);
  const waiting = checkpoints.continuing.value === 'files';
  const where = placeInWords(checkpoints.kept.place.value);
  return (
    <section class="card banners" id="continue-banner" aria-label="Checkpoint">
      <Banner
        id="opened"
        line={waiting ? undefined : inALine(opened)}
        summary={
          <Summary
            title={checkpoints.openedKept.value ? `The run kept ${where} is open` : `${opened.name} is open`}
            of={opened}
          >
            {waiting ? <FilesAgain of={opened} /> : !opened.training && <WeightsOnly />}
          </Summary>
        }
        next={!waiting && <Continue store={store} of={opened} from="opened" id="continue" busy={busy} primary />}
      >
        {waiting ? (
          <button type="button" id="give-up" class="quiet" onClick={() => checkpoints.giveUp()}>
            Not now
          </button>
        ) : (
          <Button
            id="start-from-weights"
            off={busy || !setup.ready.value}
            title="A new run with the settings chosen here, which starts from these weights"
            onClick={() => setup.startFromWeights()}
          >
            New run from its weights
          </Button>
        )}
      </Banner>
    </section>
  );
}
