import { useSignal } from '@preact/signals';
import type { ComponentProps } from 'preact';
import {
  betterOf,
  conclusionOf,
  differenceCounts,
  measuresOf,
  secondsAStep,
  timesInWords,
} from '../client/conclusion.ts';
import { count, duration, rate } from '../client/format.ts';
import type { LoggedRun } from '../client/logged_run.ts';
import { differencesOf } from '../client/run_differences.ts';
import type { CaptionPairs } from './caption_pairs.tsx';
import { useLoaded } from './loaded.tsx';
import { type Pair, PairCurves } from './pair_curves.tsx';
import { Term } from './term.tsx';

interface Row {
  readonly label: string;
  readonly values: readonly [Value, Value];
  readonly differs?: true;
  readonly better?: 'lower' | 'higher' | undefined;
  /** The side with the better value. */
  readonly best?: number | undefined;
}

interface Value {
  readonly said: string;
  /** The step that it is of, where that is not the last one. */
  readonly step?: number;
}

/** The settings that differ, then the measured numbers. */
function rowsOf(pair: Pair['runs']): readonly Row[] {
  const [first, second] = pair;
  const ofBoth = (said: (run: LoggedRun) => Value | undefined): readonly [Value, Value] => [
    said(first) ?? { said: '–' },
    said(second) ?? { said: '–' },
  ];
  const inWords = (said: (run: LoggedRun) => string | undefined) =>
    ofBoth((run) => {
      const value = said(run);
      return value === undefined ? undefined : { said: value };
    });
  return [
    ...differencesOf(first.settings, second.settings).map(({ label, values: [was, is] }) => ({
      ...({ label, differs: true } as const),
      values: [{ said: was }, { said: is }] as const,
    })),
    ...measuresOf(pair)
      .filter(({ of }) => pair.some((run) => of(run)))
      .map((measure) => ({
        ...{ label: measure.label, better: measure.better, best: betterOf(measure, pair) },
        values: ofBoth((run) => {
          const measured = measure.of(run);
          if (!measured) return undefined;
          const { value, step } = measured;
          return { said: measure.inWords(value), ...(step < run.step && { step }) };
        }),
      })),
    { label: 'Steps', values: inWords(({ step }) => count(step)) },
    { label: 'Time', values: inWords(({ seconds }) => (seconds === undefined ? undefined : duration(seconds))) },
    {
      label: 'Time per step',
      values: inWords((run) => {
        const seconds = secondsAStep(run);
        return seconds === undefined ? undefined : `${rate(1000 * seconds)} ms`;
      }),
    },
  ];
}

/** Of a row; a score has its explanation. */
function Label({ of }: { readonly of: string }) {
  const [score, ...others] = of.split('CIDEr');
  if (others.length === 0) return <>{of}</>;
  return (
    <>
      {score}
      <Term is="CIDEr" />
      {others}
    </>
  );
}

export interface ComparisonProps extends Pair, Pick<ComponentProps<typeof CaptionPairs>, 'shown' | 'local'> {
  /** Whether their curves are already drawn in the card of the loss. */
  readonly drawn: boolean;
}

/** Two runs side by side: the settings that differ, the numbers of both, and their curves unless they are drawn elsewhere. */
export function Comparison({ runs, names, drawn, ...pictures }: ComparisonProps) {
  const [one, other] = names;
  const rows = rowsOf(runs);
  const times = timesInWords(runs);
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
                <Label of={label} /> {better && <span class="muted">{better} is better</span>}
              </th>
              {values.map((value, side) => (
                <td key={side === 0 ? one : other} class={side === best ? 'better' : undefined}>
                  {value.said}
                  {value.step !== undefined && <span class="muted"> step {count(value.step)}</span>}
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
      {times && (
        <p class="muted" id="times">
          {times}
        </p>
      )}
      {!rows[0]?.differs && <p class="muted">Both have the same settings.</p>}
      {Pairs && <Pairs pair={runs} names={[one, other]} {...pictures} />}
    </section>
  );
}
