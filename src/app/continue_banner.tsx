import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { CheckpointSummary } from '../runs/run_record.ts';
import { Banners, Continue, FilesAgain, Forget, isBusy, isPhone, Summary, WeightsOnly } from './banner_parts.tsx';
import { Button } from './button.tsx';
import { modelAtHand, placeInWords } from './checkpoint_words.ts';
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
  const { store, idle } = props;
  const { run, checkpoints } = store;
  const phone = useSignal(isPhone()).peek();
  if (isTraining(run.phase.value)) return null;
  const { value: opened } = checkpoints.opened;
  if (opened) return <OpenedBanner {...props} opened={opened} phone={phone} />;
  const { value: finished } = run.finished;
  const { offers, unusable } = checkpoints.kept;
  if (finished && !finished.stopped) return null;
  const [first, second] = offers.value;
  const others = unusable.value.length + (second ? 1 : 0);
  if (!first && others === 0) return null;
  const last = first && (
    <Continue {...{ store, of: first.latest, from: first, id: 'continue', busy: isBusy(store, idle), phone }} last />
  );
  const line = first ? modelAtHand(first.latest) + (others > 0 ? `, and ${others} more` : '') : unreadable;
  return (
    <Banners label="Kept runs" line={phone ? line : undefined} next={last}>
      {first && <OfferRow {...props} offer={first} first next={!phone && last} />}
      {second && (
        <OfferRow
          {...{ ...props, offer: second, first: false }}
          next={
            <Continue
              {...{ store, of: second.latest, from: second, id: 'continue-before', busy: isBusy(store, idle), phone }}
            />
          }
        />
      )}
      {unusable.value.map(({ run: name, fault }) => (
        <div class="banner" key={name} id="unusable">
          <div>
            <h2>{unreadable}</h2>
            <p>
              {fault.where}: expected {fault.expected}, found {fault.found}.
            </p>
          </div>
          <div class="choices">
            <Forget {...props} run={name} id="forget-unusable" />
          </div>
        </div>
      ))}
    </Banners>
  );
}

const unreadable = 'A kept run cannot be read';

interface OfferProps extends Props {
  readonly offer: Offer;
  readonly first: boolean;
  readonly next: ComponentChildren;
}

function OfferRow({ store, idle, offer, first, next }: OfferProps) {
  const { now, place } = store.checkpoints.kept;
  const { run, latest } = offer;
  const own = run === now.value?.run;
  const where = placeInWords(place.value);
  const title = own ? `This run is kept ${where}` : first ? `An earlier run is kept ${where}` : 'The run before it';
  const suffix = first ? '' : '-before';
  // What it would open is what the run that was stopped has left.
  const isAtHand = own && store.run.finished.value !== undefined;
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
        {next}
        {!isAtHand && <Openings {...{ store, offer, suffix }} busy={isBusy(store, idle)} />}
        <Forget store={store} idle={idle} run={run} id={`forget${suffix}`} />
      </div>
    </div>
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

interface OpenedProps extends Props {
  readonly opened: CheckpointSummary;
  readonly phone: boolean;
}

function OpenedBanner({ store, setup, idle, opened, phone }: OpenedProps) {
  const { checkpoints } = store;
  const busy = isBusy(store, idle);
  const waiting = checkpoints.continuing.value === 'files';
  const where = placeInWords(checkpoints.kept.place.value);
  const next = <Continue {...{ store, of: opened, from: 'opened', id: 'continue', busy, phone }} last />;
  return (
    <Banners label="Checkpoint" line={phone && !waiting ? modelAtHand(opened) : undefined} next={next}>
      <div class="banner">
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
              {!phone && next}
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
      </div>
    </Banners>
  );
}
