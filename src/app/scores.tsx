import { sharesOf } from '../client/check_words.ts';
import { count, loss, percent } from '../client/format.ts';
import type { FreeRunningScores } from '../evaluate/evaluate_captions.ts';
import type { SceneAccuracy } from '../worker/protocol.ts';
import { Term } from './term.tsx';

/** One row of scores, with its label. */
export interface ScoreRow {
  readonly key: string;
  readonly name: string;
  /** Shown after the name where there is room. */
  readonly detail?: string;
  readonly teacherForcedLoss: number;
  /** Of an earlier part of the training only CIDEr is known, or nothing. */
  readonly freeRunning: FreeRunningScores | { readonly cider?: number | undefined };
  readonly accuracy?: SceneAccuracy;
  readonly best?: boolean;
}

const three = (value: number | undefined) => value?.toFixed(3) ?? '–';

/**
 * Teacher-forced and free-running scores under separate headings. What captions say of scenes comes first: a narrow window
 * shows the first columns, and the others when it is scrolled.
 */
export function ScoreTable({ id, first, rows }: { id: string; first: string; rows: readonly ScoreRow[] }) {
  const checked = rows.find(({ accuracy }) => accuracy)?.accuracy;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section class="scroll" aria-label="Scores" tabIndex={0}>
      <table class="summary scores" id={id}>
        <thead>
          <tr>
            <td />
            {checked && (
              <th scope="colgroup" colSpan={2}>
                Checked on {count(checked.pictures)} {checked.split}
              </th>
            )}
            <th scope="col">
              <Term is="teacher-forced">Teacher-forced</Term>
            </th>
            <th scope="colgroup" colSpan={6}>
              <Term is="free-running">Free-running</Term>
            </th>
          </tr>
          <tr>
            <th scope="col">{first}</th>
            {checked && <th scope="col">main object right</th>}
            {checked && (
              <th scope="col" class="wraps">
                mentions something not there
              </th>
            )}
            <th scope="col">loss</th>
            <th scope="col">
              <Term is="CIDEr" />
            </th>
            {[1, 2, 3, 4].map((n) => (
              <th key={n} scope="col">
                <Term is="BLEU">{`BLEU-${n}`}</Term>
              </th>
            ))}
            <th scope="col">
              <Term is="ROUGE-L" />
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, detail, teacherForcedLoss, freeRunning, accuracy, best = false }) => (
            <tr key={key} class={best ? 'best' : undefined}>
              <th scope="row">
                {name}
                {detail && <span class="muted detail"> {detail}</span>}
                {best && (
                  <>
                    {' '}
                    best<span class="muted detail"> by CIDEr</span>
                  </>
                )}
              </th>
              {checked && <td>{accuracy ? sharesOf(accuracy).main : '–'}</td>}
              {checked && <td>{accuracy ? sharesOf(accuracy).absent : '–'}</td>}
              <td>{loss(teacherForcedLoss)}</td>
              <td>{three(freeRunning.cider)}</td>
              {[0, 1, 2, 3].map((n) => (
                <td key={n}>{three('bleu' in freeRunning ? freeRunning.bleu[n] : undefined)}</td>
              ))}
              <td>{three('rougeL' in freeRunning ? freeRunning.rougeL : undefined)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The diversity of the captions, beside their scores. */
export function Diversity({ scores }: { readonly scores: FreeRunningScores }) {
  const { captions, distinctWords, vocabularyShare = 0, identicalShare, novelShare = 1 } = scores;
  return (
    <p class="muted">
      {captions} pictures · {distinctWords} different words, {percent(vocabularyShare)} of those that captions may use ·{' '}
      {percent(identicalShare)} of captions occur for several pictures · {percent(novelShare)} do not occur in the
      training set
    </p>
  );
}
