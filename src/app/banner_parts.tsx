import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { CheckpointSummary } from '../runs/run_record.ts';
import { Button } from './button.tsx';
import { ago, isDone, modelAtHand, modelInWords, progressInWords } from './checkpoint_words.ts';
import type { Offer } from './kept_state.ts';
import type { Store } from './store.ts';

interface BannerProps {
  readonly id: string;
  /** Its line on a phone, where the rest is folded; undefined where all has to be seen. */
  readonly line: string | undefined;
  /** What it is about. */
  readonly summary: ComponentChildren;
  /** The first choice. */
  readonly next?: ComponentChildren;
  /** Further choices. */
  readonly children: ComponentChildren;
}

/** A phone has no room for more than a line above its pictures. */
const isPhone = () => matchMedia('(max-width: 40rem)').matches;

export function Banner({ id, line, summary, next, children }: BannerProps) {
  const phone = useSignal(isPhone()).peek();
  if (line === undefined || !phone) {
    return (
      <div class="banner" id={id}>
        {summary}
        <div class="choices">
          {next}
          {children}
        </div>
      </div>
    );
  }
  return (
    <div class="banner folded-banner" id={id}>
      <details>
        <summary>{line}</summary>
        {summary}
        <div class="choices">{children}</div>
      </details>
      {next}
    </div>
  );
}

/** "LSTM, step 120 · 5 minutes ago" */
export const inALine = (of: CheckpointSummary) =>
  [modelAtHand(of), ...(of.training ? [ago(of.training.savedAt)] : [])].join(' · ');

interface SummaryProps {
  readonly title: string;
  readonly of: CheckpointSummary;
  readonly children?: ComponentChildren;
}

/** What is known of a checkpoint, in two lines. */
export function Summary({ title, of, children }: SummaryProps) {
  const progress = progressInWords(of);
  return (
    <div>
      <h2>{title}</h2>
      <p>
        {modelInWords(of)}
        {progress && <>: {progress}</>}
        {of.training && <span class="muted"> · {ago(of.training.savedAt)}</span>}
      </p>
      {of.remark && <p class="remark">{of.remark}</p>}
      {children}
    </div>
  );
}

export const WeightsOnly = () => <p class="muted">Weights only: it can caption, and a new run can begin with them.</p>;

/** Asks for the files of a run to resume. */
export function FilesAgain({ of }: { readonly of: CheckpointSummary }) {
  const source = of.training?.source;
  const name = source?.kind === 'files' && source.name ? `the folder “${source.name}”` : 'the same files';
  return (
    <p id="files-again">
      <label class="link" for="folder">
        Choose {name} again
      </label>{' '}
      under Data, or drop it anywhere here: a page cannot open files by itself. Training resumes once they are loaded.
    </p>
  );
}

interface ContinueProps {
  readonly store: Store;
  readonly of: CheckpointSummary;
  readonly from: Offer | 'opened';
  readonly id: string;
  readonly busy: boolean;
  readonly primary: boolean;
}

export function Continue({ store: { checkpoints }, of, from, id, busy, primary }: ContinueProps) {
  if (!of.training) return null;
  const done = isDone(of);
  const under = checkpoints.continuing.value !== undefined && primary;
  const [left, one] = isPhone() ? ['Continue', 'Continue'] : ['Continue where I left off', 'Continue this one'];
  return (
    <Button id={id} off={busy} onClick={() => checkpoints.continueFrom(from, done ? 1 : undefined)}>
      {under ? 'Loading …' : done ? 'One more epoch' : primary ? left : one}
    </Button>
  );
}

interface ForgetProps {
  readonly store: Store;
  readonly idle: boolean;
  readonly run: string;
  readonly id: string;
}

export function Forget({ store, idle, run, id }: ForgetProps) {
  const remove = () => {
    if (confirm('Delete this run with all its checkpoints? This cannot be undone.')) store.checkpoints.forget(run);
  };
  return (
    <Button id={id} class="quiet" off={isBusy(store, idle)} onClick={remove}>
      Delete
    </Button>
  );
}

/** Whether nothing can be opened or resumed at the moment. */
export const isBusy = ({ checkpoints }: Store, idle: boolean) =>
  !idle || checkpoints.continuing.value !== undefined || checkpoints.busy.value;
