import { count } from '../client/format.ts';
import { placeInWords } from './checkpoint_words.ts';
import { FaultFacts } from './notices.tsx';
import { isTraining } from './phase.ts';
import type { Store } from './store.ts';

/** Says that the run of this page cannot be kept, as long as that is so. */
export function NotKept({ store: { run, checkpoints } }: { readonly store: Store }) {
  const { value: failed } = checkpoints.kept.notKept;
  if (!failed) return null;
  const { value: now } = checkpoints.kept.now;
  const training = isTraining(run.phase.value);
  const title = now
    ? `This run has not been kept since step ${count(now.step)}`
    : `Nothing can be kept ${placeInWords(checkpoints.kept.place.value)}`;
  return (
    <section class="notice fault" id="not-kept" role="alert">
      <h2>{title}</h2>
      {failed.fault ? <FaultFacts fault={failed.fault} /> : <p>{failed.message}</p>}
      {training && <p>The run continues, and keeping it is tried again.</p>}
      {run.finished.value && <p>Its latest state is only in this tab: download it under “Checkpoint”.</p>}
    </section>
  );
}
