import { kindOf, requireList, requireObject, requireString, requireText } from '../arguments.ts';
import { FourgateError, StorageError } from '../errors.ts';
import { numberBetween, oneOf, positiveInteger, rejectUnknownOptions, wholeNumber } from '../option_checks.ts';
import { type PageSettings, queryOfSettings, settingsIn } from './address.ts';
import { captionsOf, type LoggedCaptions } from './logged_captions.ts';

/** A curve by training steps, which ascend. */
export interface Curve {
  readonly steps: readonly number[];
  readonly losses: readonly number[];
}

/** The curve of a run, with what the run is called. */
export interface NamedCurve extends Curve {
  readonly name: string;
}

/** Most points of a curve in the list of runs. */
export const MAX_POINTS = 500;
/** Longest name of a run. */
export const MAX_NAME = 60;

const ends = ['finished', 'stopped', 'failed', 'interrupted'] as const;

/** Shares of captions, 0 to 1, of pictures whose captions can be checked. */
export interface CheckedShares {
  /** After which step. */
  readonly step: number;
  readonly pictures: number;
  /** With a correct main object. */
  readonly main: number;
  /** With something that is not there. */
  readonly absent: number;
}

/** What the list of runs holds of one. */
export interface LoggedRun {
  readonly id: string;
  /** Missing where the user gave none. */
  readonly name?: string;
  /** Under which its checkpoints are kept: a run that resumes them continues this entry. */
  readonly kept?: string;
  /** Every option, whatever the defaults will be when it is read. */
  readonly settings: PageSettings;
  /** When it ended, milliseconds since 1970. */
  readonly at: number;
  /** `interrupted`: the page was closed. */
  readonly end: (typeof ends)[number];
  /** Whether it resumed another, or began with its weights. */
  readonly resumed?: true;
  readonly step: number;
  readonly totalSteps: number;
  readonly seconds?: number;
  /** Missing for a resumed run. */
  readonly firstLoss?: number;
  /** Mean of the last ten; missing where it was not finite. */
  readonly lastLoss?: number;
  /** The moving average of the training loss. */
  readonly curve: Curve;
  readonly validation: Curve;
  /** Of the last validation. */
  readonly cider?: number;
  /** Shares of captions, 0 to 1, as measured at its end: a run that was stopped has none. */
  readonly main?: number;
  readonly absent?: number;
  /** The same, as its last validation found them; missing in what earlier versions wrote. */
  readonly validated?: CheckedShares;
  /** Missing where it ended before there were any, and in what earlier versions wrote. */
  readonly captions?: LoggedCaptions;
  /** Whether its curve is shown behind the current one; missing where the user has not decided. */
  readonly shown?: boolean;
}

/** Two runs beside each other, the earlier one first. */
export type RunPair = readonly [LoggedRun, LoggedRun];

const known = [
  ...['id', 'name', 'kept', 'query', 'at', 'end', 'resumed', 'step', 'totalSteps', 'seconds', 'firstLoss', 'lastLoss'],
  ...['curve', 'validation', 'cider', 'main', 'absent', 'validated', 'captions', 'shown'],
];

/** A run as text, for a browser's storage. */
export function textOfRun({ settings, ...others }: LoggedRun): string {
  return JSON.stringify({ query: queryOfSettings(settings), ...others });
}

/**
 * A run from its text.
 * @throws StorageError naming what is damaged
 */
export function runOfText(text: string): LoggedRun {
  try {
    return checked(JSON.parse(text));
  } catch (error) {
    const fault =
      error instanceof FourgateError
        ? error.fault
        : { where: 'run list', expected: 'the JSON of a run', found: text.slice(0, 40) };
    throw new StorageError(fault);
  }
}

const MAX_SECONDS = 1e9;
const MAX_LOSS = 3.5e38;

function checked(value: unknown): LoggedRun {
  const where = 'run list';
  requireObject(where, 'a run', value);
  rejectUnknownOptions(where, value, known);
  const parts = value as Readonly<Record<string, unknown>>;
  const { id, name, kept, query, at, end, resumed, step, totalSteps, ...measured } = parts;
  const { curve, validation, validated, captions, shown, ...others } = measured;
  requireText(`${where}: id`, 'its id', id);
  if (name !== undefined) requireText(`${where}: name`, 'a name', name);
  if (kept !== undefined) requireText(`${where}: kept`, 'the name of a kept run', kept);
  return {
    id,
    ...(name !== undefined && { name: name.slice(0, MAX_NAME) }),
    ...(kept !== undefined && { kept }),
    settings: settingsOf(`${where}: query`, query),
    at: wholeNumber(`${where}: at`, at),
    end: oneOf(`${where}: end`, end, ends),
    ...(resumed === true && { resumed }),
    step: positiveInteger(`${where}: step`, step),
    totalSteps: positiveInteger(`${where}: totalSteps`, totalSteps),
    curve: curveOf(`${where}: curve`, curve),
    validation: curveOf(`${where}: validation`, validation),
    ...numbersIn(where, others, ['seconds'], MAX_SECONDS),
    ...numbersIn(where, others, ['firstLoss', 'lastLoss', 'cider'], MAX_LOSS),
    ...numbersIn(where, others, ['main', 'absent'], 1),
    ...(validated !== undefined && { validated: sharesOf(`${where}: validated`, validated) }),
    ...(captions !== undefined && { captions: captionsOf(`${where}: captions`, captions) }),
    ...(typeof shown === 'boolean' && { shown }),
  };
}

function settingsOf(where: string, query: unknown): PageSettings {
  requireString(where, 'the settings of the run', query);
  const settings = settingsIn(new URLSearchParams(query));
  if (settings) return settings;
  throw new StorageError({ where, expected: 'the settings of the run', found: 'none' });
}

/** Those of the named numbers that are there. */
function numbersIn<K extends string>(
  where: string,
  values: Readonly<Record<string, unknown>>,
  names: readonly K[],
  high: number,
): { [N in K]?: number } {
  const given = names.filter((name) => values[name] !== undefined);
  const entries = given.map((name) => [name, numberBetween(`${where}: ${name}`, values[name], 0, high)]);
  return Object.fromEntries(entries);
}

function sharesOf(where: string, value: unknown): CheckedShares {
  requireObject(where, 'shares of captions', value);
  rejectUnknownOptions(where, value, ['step', 'pictures', 'main', 'absent']);
  const { step, pictures, main, absent } = value as Record<string, unknown>;
  return {
    step: positiveInteger(`${where}.step`, step),
    pictures: positiveInteger(`${where}.pictures`, pictures),
    main: numberBetween(`${where}.main`, main, 0, 1),
    absent: numberBetween(`${where}.absent`, absent, 0, 1),
  };
}

function curveOf(where: string, value: unknown): Curve {
  requireObject(where, 'a curve', value);
  rejectUnknownOptions(where, value, ['steps', 'losses']);
  const { steps, losses } = value as Record<string, unknown>;
  requireList(`${where}.steps`, 'a list of steps', steps);
  requireList(`${where}.losses`, 'a list of losses', losses);
  if (steps.length > MAX_POINTS || losses.length !== steps.length) {
    const expected = `as many losses as steps, and at most ${MAX_POINTS}`;
    throw new StorageError({ where, expected, found: `${steps.length} steps, ${losses.length} losses` });
  }
  const descent = steps.findIndex((step, i) => i > 0 && !(Number(step) > Number(steps[i - 1])));
  if (descent > 0) {
    const expected = `a step after ${steps[descent - 1]}`;
    throw new StorageError({ where: `${where}.steps`, expected, found: kindOf(steps[descent]) });
  }
  return {
    steps: steps.map((step) => wholeNumber(`${where}.steps`, step)),
    losses: losses.map((loss) => numberBetween(`${where}.losses`, loss, 0, MAX_LOSS)),
  };
}
