import { loss, percent } from './format.ts';
import type { LoggedRun } from './logged_run.ts';

/** A measured number of a run, and which way is better. */
export interface Measure {
  readonly label: string;
  readonly better?: 'lower' | 'higher';
  /** Undefined where it was not measured. */
  of(run: LoggedRun): number | undefined;
  inWords(value: number): string;
}

const three = (value: number) => value.toFixed(3);

/** What both runs are judged by. The sets are those that the page scores a run on. */
export const measures: readonly Measure[] = [
  { label: 'Loss at the start', of: ({ firstLoss }) => firstLoss, inWords: loss },
  { label: 'Loss, last ten steps', better: 'lower', of: ({ lastLoss }) => lastLoss, inWords: loss },
  { label: 'Loss, validation', better: 'lower', of: ({ validation }) => validation.losses.at(-1), inWords: loss },
  { label: 'CIDEr, validation', better: 'higher', of: ({ cider }) => cider, inWords: three },
  { label: 'Main object right, test', better: 'higher', of: ({ main }) => main, inWords: percent },
  { label: 'Says what is not there, test', better: 'lower', of: ({ absent }) => absent, inWords: percent },
];

/** Which of two runs has the better value: 0 or 1; undefined where both look alike, or one was not measured. */
export function betterOf({ better, of, inWords }: Measure, [one, other]: readonly [LoggedRun, LoggedRun]) {
  const [a, b] = [of(one), of(other)];
  if (!better || a === undefined || b === undefined || inWords(a) === inWords(b)) return undefined;
  return a < b === (better === 'lower') ? 0 : 1;
}

/** What the comparison comes to: "The LSTM ended lower: 5.56 against 5.92; it says less that is not there: 29.8 % against 46.4 %." */
export function conclusionOf(pair: readonly [LoggedRun, LoggedRun], names: readonly [string, string]): string {
  if (JSON.stringify(pair[0].settings.source) !== JSON.stringify(pair[1].settings.source)) {
    return 'The data of the two differ: their numbers do not compare the networks alone.';
  }
  const subjects = subjectsOf(pair, names);
  let before: number | undefined;
  const parts = findings(pair).flatMap(({ measure, verb }) => {
    const side = betterOf(measure, pair);
    if (side === undefined) return [];
    const [best, rest] = [pair[side], pair[1 - side]].map((run) =>
      measure.inWords((run && measure.of(run)) ?? Number.NaN),
    );
    const subject = before === side ? 'it' : subjects[side];
    before = side;
    return [`${subject} ${verb}: ${best} against ${rest}`];
  });
  const said = parts.join('; ');
  return said === '' ? 'Both did equally well.' : `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
}

/** What is worth a sentence. A loss over smoothed targets is one of its own, and cannot be compared with another. */
function findings([one, other]: readonly [LoggedRun, LoggedRun]) {
  const isComparable = one.settings.options.labelSmoothing === other.settings.options.labelSmoothing;
  return [
    { label: 'Loss, last ten steps', verb: 'ended lower', shown: isComparable },
    { label: 'Says what is not there, test', verb: 'says less that is not there', shown: true },
  ].flatMap(({ label, verb, shown }) => {
    const measure = measures.find((one) => one.label === label);
    return shown && measure ? [{ measure, verb }] : [];
  });
}

/** "the LSTM" and "the RNN", where that tells them apart; else their names. */
function subjectsOf(
  pair: readonly [LoggedRun, LoggedRun],
  names: readonly [string, string],
): readonly [string, string] {
  const [one, other] = pair.map(({ settings }) => (settings.options.cellType ?? 'lstm').toUpperCase());
  return one === other ? [`“${names[0]}”`, `“${names[1]}”`] : [`the ${one}`, `the ${other}`];
}
