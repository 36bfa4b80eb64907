import type { ComponentChildren } from 'preact';
import type { CheckpointSummary } from '../runs/run_record.ts';
import { Button } from './button.tsx';
import { ago, isDone, modelInWords, progressInWords } from './checkpoint_words.ts';
import type { Offer } from './kept_state.ts';
import type { Store } from './store.ts';

/** A phone has no room for more than a line above its pictures. */
export const isPhone = () => matchMedia('(max-width: 40rem)').matches;

interface BannersProps {
  readonly label: string;
  /** The line that the rest is folded under; undefined where there is room for all. */
  readonly line: string | undefined;
  /** What can be pressed beside that line. */
  readonly next: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Banners({ label, line, next, children }: BannersProps) {
  return (
    <section class="card banners" id="continue-banner" aria-label={label}>
      {line === undefined ? (
        children
      ) : (
        <div class="in-a-line">
          <details>
            <summary>{line}</summary>
            {children}
          </details>
          {next}
        </div>
      )}
    </section>
  );
}

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
  readonly phone: boolean;
  /** Whether it is the last run, or the open checkpoint, and not the run before it. */
  readonly last?: boolean;
}

export function Continue({ store: { checkpoints }, of, from, id, busy, phone, last = false }: ContinueProps) {
  if (!of.training) return null;
  const done = isDone(of);
  const under = checkpoints.continuing.value !== undefined && last;
  const label = !last ? 'Continue this one' : phone ? 'Continue' : 'Continue where I left off';
  return (
    <Button id={id} off={busy} onClick={() => checkpoints.continueFrom(from, done ? 1 : undefined)}>
      {under ? 'Loading …' : done ? 'One more epoch' : label}
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
