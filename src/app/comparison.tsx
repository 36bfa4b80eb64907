import { useSignal } from '@preact/signals';
import type { ComponentProps } from 'preact';
import { betterOf, conclusionOf, differenceCounts, measures } from '../client/conclusion.ts';
import { count, duration } from '../client/format.ts';
import type { LoggedRun } from '../client/logged_run.ts';
import { differencesOf } from '../client/run_differences.ts';
import type { CaptionPairs } from './caption_pairs.tsx';
import { useLoaded } from './loaded.tsx';
import { type Pair, PairCurves } from './pair_curves.tsx';

interface Row {
  readonly label: string;
  readonly values: readonly [string, string];
  readonly differs?: true;
  readonly better?: 'lower' | 'higher' | undefined;
  /** The side with the better value. */
  readonly best?: number | undefined;
}

/** The settings that differ, then the measured numbers. */
function rowsOf(pair: Pair['runs']): readonly Row[] {
  const [first, second] = pair;
  const inWords = (said: (run: LoggedRun) => string | undefined): readonly [string, string] => [
    said(first) ?? '–',
    said(second) ?? '–',
  ];
  return [
    ...differencesOf(first.settings, second.settings).map((one) => ({ ...one, differs: true }) as const),
    ...measures.map((measure) => ({
      ...{ label: measure.label, better: measure.better, best: betterOf(measure, pair) },
      values: inWords((run) => {
        const value = measure.of(run);
        return value === undefined ? undefined : measure.inWords(value);
      }),
    })),
    { label: 'Steps', values: inWords(({ step }) => count(step)) },
    { label: 'Time', values: inWords(({ seconds }) => (seconds === undefined ? undefined : duration(seconds))) },
  ];
}

export interface ComparisonProps extends Pair, Pick<ComponentProps<typeof CaptionPairs>, 'shown' | 'local'> {
  /** Whether their curves are already drawn in the card of the loss. */
  readonly drawn: boolean;
}

/** Two runs side by side: the settings that differ, the numbers of both, and their curves unless they are drawn elsewhere. */
export function Comparison({ runs, names, drawn, ...pictures }: ComparisonProps) {
  const [one, other] = names;
  const rows = rowsOf(runs);
  const linear = useSignal(false);
  const Pairs = useLoaded(() => import('./caption_pairs.tsx').then((loaded) => loaded.CaptionPairs));
  return (
    <section class="compared" id="comparison" aria-label="Two runs side by side">
      <h3>Side by side {drawn && <span class="muted">both curves are above, under “Loss”</span>}</h3>
      <p id="conclusion">{conclusionOf(runs, names)}</p>
      {!drawn && <PairCurves {...{ runs, names }} logarithmic={linear} />}
      <table class="summary sides">
        <thead>
          <tr>
            <td />
            <th scope="col">{one}</th>
            <th scope="col">{other}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, values, differs, better, best }) => (
            <tr key={label} class={differs && 'differs'}>
              <th scope="row">
                {label} {better && <span class="muted">{better} is better</span>}
              </th>
              {values.map((value, side) => (
                <td key={side === 0 ? one : other} class={side === best ? 'better' : undefined}>
                  {value}
                  {side === best && (
                    <span role="img" aria-label="better">
                      {' '}
                      ★
                    </span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.some(({ best }) => best !== undefined) && <p class="muted">{differenceCounts}</p>}
      {!rows[0]?.differs && <p class="muted">Both have the same settings.</p>}
      {Pairs && <Pairs pair={runs} names={[one, other]} {...pictures} />}
    </section>
  );
}
