import { useSignal } from '@preact/signals';
import { evaluationOptions } from '../options/evaluation_options.ts';
import { Button } from './button.tsx';
import { decodingInWords } from './decoding_state.ts';
import { fits, numberOf, wantedInWords } from './fields.ts';
import { useLoaded } from './loaded.tsx';
import { FaultNotice } from './notices.tsx';
import { withFile } from './own_pictures.ts';
import { ScoreNotes } from './score_notes.tsx';
import type { Store } from './store.ts';

interface Props {
  readonly store: Store;
  readonly local: ReadonlyMap<string, File>;
}

/** Captions a whole split and scores the captions. */
export function EvaluationCard({ store, local }: Props) {
  const { evaluation, run, description } = store;
  const { value: result } = evaluation.result;
  const asked = result !== undefined || evaluation.busy.value;
  const Result = useLoaded(() => import('./evaluation_result.tsx').then((loaded) => loaded.EvaluationResult), asked);
  return (
    <section class="card stack" id="evaluation" aria-label="Evaluation" aria-busy={evaluation.busy.value}>
      <h2>
        Evaluation <span class="muted">scores over many pictures</span>
      </h2>
      <Question store={store} />
      <FaultNotice id="evaluate-fault" title="The evaluation failed" shown={evaluation.fault} />
      <p class="hidden" aria-live="polite">
        {result && `Evaluated: CIDEr ${result.freeRunning.cider.toFixed(3)}`}
      </p>
      {result && Result && (
        <Result
          result={result}
          shown={run.pictures.value}
          local={local}
          onChoose={(picture) => description.choose(withFile(picture, local))}
        />
      )}
      <ScoreNotes checked={result?.accuracy !== undefined} />
    </section>
  );
}

const { limit: pictureCount } = evaluationOptions;

/** Which pictures, how many, and the button. */
function Question({ store }: Pick<Props, 'store'>) {
  const { evaluation, run, decoding, canCaption } = store;
  const chosenSplit = useSignal<string | undefined>(undefined);
  const wanted = useSignal('');
  const splits = run.dataset.value?.splits ?? [];
  const split = splits.find(({ name }) => name === chosenSplit.value) ?? splits.at(-1);
  const { value: options } = decoding.options;
  const images = wanted.value.trim() === '' ? undefined : numberOf(wanted.value, pictureCount);
  const wrong = images !== undefined && !fits(pictureCount, images);
  const busy = evaluation.busy.value;
  const ask = () => {
    if (split && options && !wrong) evaluation.evaluate(split.name, images, options);
  };
  return (
    <>
      <fieldset class="question" disabled={splits.length === 0}>
        <legend class="hidden">What to evaluate</legend>
        <div class="field">
          <label for="evaluate-split">Split</label>
          <select
            id="evaluate-split"
            value={split?.name ?? ''}
            onChange={(event) => (chosenSplit.value = event.currentTarget.value)}
          >
            {splits.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="evaluate-images">
            {pictureCount.label} <span class="muted">{pictureCount.unit}</span>
          </label>
          <input
            id="evaluate-images"
            inputMode="numeric"
            autocomplete="off"
            placeholder={split ? `all ${split.images}` : ''}
            value={wanted.value}
            aria-invalid={wrong}
            aria-describedby={wrong ? 'evaluate-images-wrong' : undefined}
            onChange={(event) => (wanted.value = event.currentTarget.value)}
          />
          {wrong && (
            <span class="wrong" id="evaluate-images-wrong">
              {wantedInWords(wanted.value, pictureCount)}, or nothing for all
            </span>
          )}
        </div>
        <Button id="evaluate" off={busy || wrong || !canCaption.value || !options} onClick={ask}>
          {busy ? 'Evaluating …' : 'Evaluate'}
        </Button>
      </fieldset>
      <p class="muted">
        {options ? `Decoding: ${decodingInWords(options)}` : 'The decoding above has an invalid number'}.{' '}
        {!canCaption.value && 'There is no model yet. '}
        {busy &&
          run.loading.value &&
          `${run.loading.value.what}: ${run.loading.value.done} / ${run.loading.value.total}`}
      </p>
    </>
  );
}
