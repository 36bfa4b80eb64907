import { SCENE_COUNTS } from '../data/scenes/options.ts';
import { count, loss, percent } from './format.ts';
import type { LoggedRun, RunPair } from './logged_run.ts';
import { cellsApart } from './run_differences.ts';

/** A share of the higher of two values: two runs that differ by less look alike. */
const NOISE = { loss: 0.03, cider: 0.05 } as const;

/** A number of a run. */
export interface Measured {
  readonly value: number;
  /** After which step it was measured. */
  readonly step: number;
  /** Of how many pictures it is a share. */
  readonly pictures?: number;
}

/** What is measured of a run, and which way is better. */
export interface Measure {
  readonly label: string;
  readonly better?: 'lower' | 'higher';
  /** What a difference has to exceed to count: a share of the higher value, or two standard errors of shares of pictures. */
  readonly noise: keyof typeof NOISE | 'pictures';
  /** Undefined where it was not measured. */
  of(run: LoggedRun): Measured | undefined;
  inWords(value: number): string;
}

const three = (value: number) => value.toFixed(3);

const atEnd = (value: number | undefined, { step }: LoggedRun) => (value === undefined ? undefined : { value, step });

const atLastValidation = (value: number | undefined, { step, validation: { steps } }: LoggedRun) =>
  value === undefined ? undefined : { value, step: steps.at(-1) ?? step };

/** What both runs are judged by, with the pictures that it was measured on. */
export function measuresOf(pair: RunPair): readonly Measure[] {
  const right = checkedOf(pair, 'main');
  const absent = checkedOf(pair, 'absent');
  return [
    { label: 'Loss at the start', noise: 'loss', of: (run) => atEnd(run.firstLoss, run), inWords: loss },
    {
      ...({ label: 'Loss, last ten steps', better: 'lower', noise: 'loss' } as const),
      ...{ of: (run: LoggedRun) => atEnd(run.lastLoss, run), inWords: loss },
    },
    {
      ...({ label: 'Loss, validation', better: 'lower', noise: 'loss' } as const),
      ...{ of: (run: LoggedRun) => atLastValidation(run.validation.losses.at(-1), run), inWords: loss },
    },
    {
      ...({ label: 'CIDEr, validation', better: 'higher', noise: 'cider' } as const),
      ...{ of: (run: LoggedRun) => atLastValidation(run.cider, run), inWords: three },
    },
    {
      ...({ label: `Main object right, ${right.on}`, better: 'higher', noise: 'pictures' } as const),
      ...{ of: right.of, inWords: percent },
    },
    {
      ...({ label: `Mentions something not there, ${absent.on}`, better: 'lower', noise: 'pictures' } as const),
      ...{ of: absent.of, inWords: percent },
    },
  ];
}

/**
 * Where captions were checked. All test pictures are captioned only at the end of a run that is not stopped before it; the
 * pictures that the page shows, always.
 */
const checks = {
  test(run: LoggedRun, what: 'main' | 'absent') {
    const { source } = run.settings;
    // Only scenes can be checked; their number is a setting.
    const pictures = (source.kind === 'scenes' ? source.test : undefined) ?? SCENE_COUNTS.test;
    const measured = atEnd(run[what], run);
    return measured && { ...measured, pictures };
  },
  validation({ validated }: LoggedRun, what: 'main' | 'absent') {
    return validated && { ...validated, value: validated[what] };
  },
  'pictures shown'({ captions }: LoggedRun, what: 'main' | 'absent') {
    const checked = captions?.pictures.flatMap(({ check }) => check ?? []) ?? [];
    if (!captions || checked.length === 0) return undefined;
    const counted = checked.filter(({ main, absent }) => (what === 'main' ? main : absent.length > 0));
    return { value: counted.length / checked.length, step: captions.step, pictures: checked.length };
  },
} as const satisfies Record<string, (run: LoggedRun, what: 'main' | 'absent') => Measured | undefined>;

type Checked = keyof typeof checks;

/** A share of captions of both runs on the same kind of pictures: the best kind that both were measured on, else that either was. */
function checkedOf(pair: RunPair, what: 'main' | 'absent'): { readonly on: Checked } & Pick<Measure, 'of'> {
  const kinds = Object.keys(checks) as Checked[];
  const knownOf = (run: LoggedRun) => (kind: Checked) => checks[kind](run, what) !== undefined;
  const on =
    kinds.find((kind) => pair.every((run) => knownOf(run)(kind))) ??
    kinds.find((kind) => pair.some((run) => knownOf(run)(kind))) ??
    'test';
  return { on, of: (run) => checks[on](run, what) };
}

/** What `betterOf` goes by, in words. */
export const differenceCounts = `★ marks a difference that counts: beyond two standard errors for a share of pictures, over ${100 * NOISE.loss} % for a loss and ${100 * NOISE.cider} % for CIDEr. Smaller differences count as about the same.`;

/** Which of two runs has the better value: 0 or 1; undefined where they are about the same, or one was not measured. */
export function betterOf(measure: Measure, pair: RunPair): 0 | 1 | undefined {
  const both = bothOf(measure, pair);
  if (!measure.better || !both || Math.abs(both[0].value - both[1].value) <= leastOf(measure, both)) return undefined;
  return both[0].value < both[1].value === (measure.better === 'lower') ? 0 : 1;
}

function bothOf({ of }: Measure, pair: RunPair): readonly [Measured, Measured] | undefined {
  const [a, b] = [of(pair[0]), of(pair[1])];
  return a && b && [a, b];
}

/** What the difference of two numbers has to exceed to count. */
function leastOf({ noise }: Measure, both: readonly [Measured, Measured]): number {
  if (noise === 'pictures') return 2 * standardError(both);
  return NOISE[noise] * Math.max(both[0].value, both[1].value);
}

/**
 * Of the difference of two shares, if both were equal: √(p (1 − p) (1/n₁ + 1/n₂)), where p is the share over all pictures of
 * both. For both captioned the same pictures it is rather too large.
 */
function standardError([a, b]: readonly [Measured, Measured]): number {
  const [n, m] = [a.pictures ?? 1, b.pictures ?? 1];
  const p = (n * a.value + m * b.value) / (n + m);
  return Math.sqrt(p * (1 - p) * (1 / n + 1 / m));
}

/** How far two numbers are apart, and how far they would have to be: "1.1 % apart; beyond 3 % would count". */
function apartInWords(measure: Measure, both: readonly [Measured, Measured]): string {
  const apart = Math.abs(both[0].value - both[1].value);
  if (measure.noise === 'pictures') {
    const points = (share: number) => (100 * share).toFixed(1);
    return `${points(apart)} points apart; beyond ${points(leastOf(measure, both))} would count`;
  }
  const high = Math.max(both[0].value, both[1].value);
  return `${percent(high > 0 ? apart / high : 0)} apart; beyond ${100 * NOISE[measure.noise]} % would count`;
}

/** What the comparison comes to: "The LSTM ended at a lower training loss: 5.56 against 5.92; it says less that is not there: 29.8 % against 46.4 %." */
export function conclusionOf(pair: RunPair, names: readonly [string, string]): string {
  if (JSON.stringify(pair[0].settings.source) !== JSON.stringify(pair[1].settings.source)) {
    return 'The data of the two differ: their numbers do not compare the networks alone.';
  }
  const subjects = subjectsOf(pair, names);
  let before: number | undefined;
  const parts = findings(pair).flatMap(({ measure, verb, same, on }) => {
    const both = bothOf(measure, pair);
    if (!both) return [];
    const [one, other] = both.map(({ value }) => measure.inWords(value));
    const where = on(both);
    const side = betterOf(measure, pair);
    const subject = before === side ? 'it' : subjects[side ?? 0];
    before = side;
    if (one === other) return [`${same.replace('about ', '')}${where}: ${one}`];
    if (side === undefined) return [`${same}${where}: ${one} and ${other} (${apartInWords(measure, both)})`];
    return [`${subject} ${verb}${where}: ${side === 0 ? `${one} against ${other}` : `${other} against ${one}`}`];
  });
  const said = parts.join('; ');
  if (said === '') return 'No number was measured of both that would compare them.';
  return [said, ...unfinished(pair, subjects)].map((one) => `${one.charAt(0).toUpperCase()}${one.slice(1)}.`).join(' ');
}

/** A run that was cut short has trained less than the other. An early stop is a way to finish. */
function unfinished(pair: RunPair, subjects: readonly [string, string]): readonly string[] {
  return pair.flatMap(({ end, step, totalSteps }, side) => {
    if (end === 'finished') return [];
    return [`${subjects[side]} ended after ${count(step)} of ${count(totalSteps)} steps, so it has trained less`];
  });
}

/** What is worth a sentence. A loss over smoothed targets is one of its own, and cannot be compared with another. */
function findings(pair: RunPair) {
  const [one, other] = pair;
  const isComparable = one.settings.options.labelSmoothing === other.settings.options.labelSmoothing;
  const all = measuresOf(pair);
  return [
    {
      ...{ label: 'Loss, last ten steps', verb: 'ended at a lower training loss', shown: isComparable },
      ...{ same: 'both ended at about the same training loss', on: () => '' },
    },
    {
      ...{ label: 'Mentions something not there', verb: 'says less that is not there', shown: true },
      same: 'about the same share of captions say something that is not there',
      on: (both: readonly [Measured, Measured]) => whereInWords(checkedOf(pair, 'absent').on, both),
    },
  ].flatMap(({ label, shown, ...words }) => {
    const measure = all.find((one) => one.label.startsWith(label));
    return shown && measure ? [{ measure, ...words }] : [];
  });
}

/** Which captions were checked, unless they are those of all test pictures: ", in validation after steps 160 and 200". */
function whereInWords(on: Checked, [{ step: one, pictures }, { step: other }]: readonly [Measured, Measured]): string {
  if (on === 'test') return '';
  const after = one === other ? `step ${count(one)}` : `steps ${count(one)} and ${count(other)}`;
  return `, ${on === 'validation' ? 'in validation' : `in the ${pictures} pictures shown`} after ${after}`;
}

/** Why the times of two runs do not compare as they stand; undefined where they do. */
export function timesInWords([one, other]: RunPair): string | undefined {
  if (one.seconds === undefined || other.seconds === undefined) return undefined;
  const [a, b] = [backendOf(one), backendOf(other)];
  const causes = [
    ...(a === b ? [] : [`the first ran on ${a} and the second on ${b}`]),
    ...(one.step === other.step ? [] : [`they trained for ${count(one.step)} and ${count(other.step)} steps`]),
  ];
  if (causes.length === 0) return undefined;
  const remedy =
    a === b ? 'Compare their times per step.' : 'Neither their times nor their times per step compare the networks.';
  return `The times differ in what they measure: ${causes.join(', and ')}. ${remedy}`;
}

const backendOf = ({ settings }: LoggedRun) => (settings.options.backend === 'cpu' ? 'the CPU' : 'WebGPU');

/** Seconds of training for each step; undefined where some of its steps, or their time, are another run's. */
export function secondsAStep({ seconds, resumed, step }: LoggedRun): number | undefined {
  return seconds === undefined || resumed ? undefined : seconds / step;
}

/** "the LSTM" and "the RNN", where that tells them apart; else their names. */
function subjectsOf(pair: RunPair, names: readonly [string, string]): readonly [string, string] {
  const cells = cellsApart(pair);
  return cells ? [`the ${cells[0]}`, `the ${cells[1]}`] : [`“${names[0]}”`, `“${names[1]}”`];
}
