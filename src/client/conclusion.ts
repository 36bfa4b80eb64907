import { SCENE_COUNTS } from '../data/scenes/options.ts';
import { count, loss, percent } from './format.ts';
import type { LoggedRun } from './logged_run.ts';

/** A share of the higher of two values: two runs that differ by less look alike. */
const NOISE = { loss: 0.03, cider: 0.05 } as const;

/** A measured number of a run, and which way is better. */
export interface Measure {
  readonly label: string;
  readonly better?: 'lower' | 'higher';
  /** What a difference has to exceed to count: a share of the higher value, or two standard errors of shares of pictures. */
  readonly noise: keyof typeof NOISE | 'pictures';
  /** Undefined where it was not measured. */
  of(run: LoggedRun): number | undefined;
  inWords(value: number): string;
}

const three = (value: number) => value.toFixed(3);

/** What both runs are judged by. The sets are those that the page scores a run on. */
export const measures: readonly Measure[] = [
  { label: 'Loss at the start', noise: 'loss', of: ({ firstLoss }) => firstLoss, inWords: loss },
  { label: 'Loss, last ten steps', better: 'lower', noise: 'loss', of: ({ lastLoss }) => lastLoss, inWords: loss },
  {
    ...({ label: 'Loss, validation', better: 'lower', noise: 'loss' } as const),
    ...{ of: ({ validation }: LoggedRun) => validation.losses.at(-1), inWords: loss },
  },
  { label: 'CIDEr, validation', better: 'higher', noise: 'cider', of: ({ cider }) => cider, inWords: three },
  { label: 'Main object right, test', better: 'higher', noise: 'pictures', of: ({ main }) => main, inWords: percent },
  {
    ...({ label: 'Mentions something not there, test', better: 'lower', noise: 'pictures' } as const),
    ...{ of: ({ absent }: LoggedRun) => absent, inWords: percent },
  },
];

/** What `betterOf` goes by, in words. */
export const differenceCounts = `★ marks a difference that counts: beyond two standard errors for a share of pictures, over ${100 * NOISE.loss} % for a loss and ${100 * NOISE.cider} % for CIDEr. Less is about the same.`;

/** Which of two runs has the better value: 0 or 1; undefined where they are about the same, or one was not measured. */
export function betterOf({ better, of, noise }: Measure, pair: readonly [LoggedRun, LoggedRun]): 0 | 1 | undefined {
  const [a, b] = [of(pair[0]), of(pair[1])];
  if (!better || a === undefined || b === undefined) return undefined;
  const least = noise === 'pictures' ? 2 * standardError([a, b], pair) : NOISE[noise] * Math.max(a, b);
  if (Math.abs(a - b) <= least) return undefined;
  return a < b === (better === 'lower') ? 0 : 1;
}

/**
 * Of the difference of two shares, if both were equal: √(p (1 − p) (1/n₁ + 1/n₂)), where p is the share over all pictures of
 * both. For both captioned the same pictures it is rather too large.
 */
function standardError([a, b]: readonly [number, number], pair: readonly [LoggedRun, LoggedRun]): number {
  const [n, m] = [testPictures(pair[0]), testPictures(pair[1])];
  const p = (n * a + m * b) / (n + m);
  return Math.sqrt(p * (1 - p) * (1 / n + 1 / m));
}

/** Only scenes can be checked; their number is a setting. */
const testPictures = ({ settings: { source } }: LoggedRun): number =>
  (source.kind === 'scenes' ? source.test : undefined) ?? SCENE_COUNTS.test;

/** What the comparison comes to: "The LSTM ended at a lower training loss: 5.56 against 5.92; it says less that is not there: 29.8 % against 46.4 %." */
export function conclusionOf(pair: readonly [LoggedRun, LoggedRun], names: readonly [string, string]): string {
  if (JSON.stringify(pair[0].settings.source) !== JSON.stringify(pair[1].settings.source)) {
    return 'The data of the two differ: their numbers do not compare the networks alone.';
  }
  const subjects = subjectsOf(pair, names);
  let before: number | undefined;
  const parts = findings(pair).flatMap(({ measure, verb, same }) => {
    const values = pair.map((run) => measure.of(run));
    if (values.includes(undefined)) return [];
    const [one, other] = values.map((value = Number.NaN) => measure.inWords(value));
    const side = betterOf(measure, pair);
    const subject = before === side ? 'it' : subjects[side ?? 0];
    before = side;
    if (side === undefined) return [`${same}: ${one} and ${other}`];
    return [`${subject} ${verb}: ${side === 0 ? `${one} against ${other}` : `${other} against ${one}`}`];
  });
  const said = parts.join('; ');
  if (said === '') return 'No number was measured of both that would compare them.';
  return [said, ...unfinished(pair, subjects)].map((one) => `${one.charAt(0).toUpperCase()}${one.slice(1)}.`).join(' ');
}

/** A run that was cut short has trained less than the other. An early stop is a way to finish. */
function unfinished(pair: readonly [LoggedRun, LoggedRun], subjects: readonly [string, string]): readonly string[] {
  return pair.flatMap(({ end, step, totalSteps }, side) => {
    if (end === 'finished') return [];
    return [`${subjects[side]} ended after ${count(step)} of ${count(totalSteps)} steps, so it has trained less`];
  });
}

/** What is worth a sentence. A loss over smoothed targets is one of its own, and cannot be compared with another. */
function findings([one, other]: readonly [LoggedRun, LoggedRun]) {
  const isComparable = one.settings.options.labelSmoothing === other.settings.options.labelSmoothing;
  return [
    {
      ...{ label: 'Loss, last ten steps', verb: 'ended at a lower training loss', shown: isComparable },
      same: 'both ended at about the same training loss',
    },
    {
      ...{ label: 'Mentions something not there, test', verb: 'says less that is not there', shown: true },
      same: 'about the same share of captions say something that is not there',
    },
  ].flatMap(({ label, shown, ...words }) => {
    const measure = measures.find((one) => one.label === label);
    return shown && measure ? [{ measure, ...words }] : [];
  });
}

/** "the LSTM" and "the RNN", where that tells them apart; else their names. */
function subjectsOf(
  pair: readonly [LoggedRun, LoggedRun],
  names: readonly [string, string],
): readonly [string, string] {
  const cells = cellsApart(pair);
  return cells ? [`the ${cells[0]}`, `the ${cells[1]}`] : [`“${names[0]}”`, `“${names[1]}”`];
}

/** "LSTM" and "RNN", of two runs that they tell apart. */
export function cellsApart(pair: readonly [LoggedRun, LoggedRun]): readonly [string, string] | undefined {
  const cellOf = ({ settings }: LoggedRun) => (settings.options.cellType ?? 'lstm').toUpperCase();
  const [one, other] = [cellOf(pair[0]), cellOf(pair[1])];
  return one === other ? undefined : [one, other];
}
