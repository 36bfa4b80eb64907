import { FLOAT32_MAX } from '../finite.ts';

/** A range of numbers. */
export interface Range {
  /** Integers only. */
  readonly whole?: boolean;
  /** Minimum; missing if there is none. */
  readonly min?: number;
  /** Maximum; missing if there is none. */
  readonly max?: number;
  /** In place of `min`: an exclusive lower bound. */
  readonly above?: number;
  /** In place of `max`: an exclusive upper bound. */
  readonly below?: number;
}

/** An option of a run: its name on page, command line and worker, and its defaults there. */
interface InRun<T> {
  readonly name: string;
  /** If it differs from the API's. */
  readonly default?: T;
  /** For Scenes as pixels. */
  readonly pixels?: T;
  /** For features read from files. */
  readonly files?: T;
}

/** What is declared of an option once, for every place that sets it. */
interface Facts<T> {
  /** One line: what it does. The default is appended when it is shown. */
  readonly help: string;
  /** How other values affect training, for a reader of the page who does not know the term. */
  readonly effect?: string;
  /** The API's default; missing if there is none. */
  readonly default?: T;
  /** The option of a run that sets it. */
  readonly run?: InRun<T>;
  /** Flag on the command line, without its hyphens. */
  readonly flag?: string;
  /** Label on the page. */
  readonly label?: string;
  /** What a number counts or measures, or its letter. */
  readonly unit?: string;
  /** Describes, in place of a default, what happens if the option is omitted. */
  readonly otherwise?: string;
}

export interface NumberOption extends Range, Facts<number> {
  readonly kind: 'number';
  /**
   * The number that means "off". Page, command line and run accept it even if it is out of range: there it stands for
   * omitting the option.
   */
  readonly off?: number;
  /** Omitted from a saved training if it has its default, as in trainings saved before the option existed. */
  readonly savedUnlessDefault?: boolean;
}

/** One of several names, each with its label. */
export interface ChoiceOption<C extends string = string> extends Facts<NoInfer<C>> {
  readonly kind: 'choice';
  readonly choices: Readonly<Record<C, string>>;
}

/** True or false. */
export interface FlagOption extends Facts<boolean> {
  readonly kind: 'flag';
}

/** A list of words. */
export interface WordsOption<W extends string = string> extends Facts<readonly string[]> {
  readonly kind: 'words';
  /** The words allowed; any if missing. */
  readonly among?: readonly W[];
}

/** A text, such as the name of a file. */
export interface TextOption extends Facts<string> {
  readonly kind: 'text';
  /** What it names, as help shows it. */
  readonly value?: 'FILE' | 'DIR' | 'NAME';
}

export type Option = NumberOption | ChoiceOption | FlagOption | WordsOption | TextOption;
export type Options = Readonly<Record<string, Option>>;

/**
 * What types are derived from, besides the kind: the names of an option in a run and on the command line, and its default.
 * `names` exists only in types; no option has this property.
 */
export interface Typed<Name, Flag, Default> {
  readonly names?: readonly [Name, Flag];
  readonly default: Default;
}

type Name = string | undefined;
/** The declaration of an option of a kind. */
type Said<O, N, F, D> = Omit<O, 'kind' | 'choices' | 'run' | 'flag' | 'default'> & {
  readonly run?: InRun<O extends Facts<infer T> ? T : never> & { readonly name: N };
  readonly flag?: F;
  readonly default?: D;
};

const declared = <O extends Option, N, F, D>(kind: O['kind'], said: object) =>
  ({ kind, ...said }) as O & Typed<N, F, D>;

type NumberSaid<N, F, D> = Omit<Said<NumberOption, N, F, D>, 'whole'>;

export function integer<
  const N extends Name = undefined,
  const F extends Name = undefined,
  D extends number | undefined = undefined,
>(said: NumberSaid<N, F, D>) {
  return declared<NumberOption, N, F, D>('number', { whole: true, ...said });
}

export function number<
  const N extends Name = undefined,
  const F extends Name = undefined,
  D extends number | undefined = undefined,
>(said: NumberSaid<N, F, D>) {
  return declared<NumberOption, N, F, D>('number', { whole: false, ...said });
}

/** A number from 0 to below 1. */
export function share<
  const N extends Name = undefined,
  const F extends Name = undefined,
  D extends number | undefined = undefined,
>(said: NumberSaid<N, F, D>) {
  return number<N, F, D>({ min: 0, below: 1, ...said });
}

/** A number of at least 0 that kernels read as float32. */
export function rate<
  const N extends Name = undefined,
  const F extends Name = undefined,
  D extends number | undefined = undefined,
>(said: NumberSaid<N, F, D>) {
  return number<N, F, D>({ min: 0, max: FLOAT32_MAX, ...said });
}

/** @param choices each name with its label */
export function choice<
  C extends string,
  const N extends Name = undefined,
  const F extends Name = undefined,
  D extends NoInfer<C> | undefined = undefined,
>(choices: Readonly<Record<C, string>>, said: Said<ChoiceOption<C>, N, F, D>) {
  return declared<ChoiceOption<C>, N, F, D>('choice', { choices, ...said });
}

export function flag<const F extends Name = undefined, D extends boolean | undefined = undefined>(
  said: Said<FlagOption, undefined, F, D>,
) {
  return declared<FlagOption, undefined, F, D>('flag', said);
}

export function words<
  W extends string,
  const F extends Name = undefined,
  D extends readonly string[] | undefined = undefined,
>(said: Said<WordsOption<W>, undefined, F, D>) {
  return declared<WordsOption<W>, undefined, F, D>('words', said);
}

export function text(said: Said<TextOption, undefined, undefined, undefined>) {
  return declared<TextOption, undefined, undefined, undefined>('text', said);
}

/** Type of an option's value. */
export type ValueOf<O> =
  O extends ChoiceOption<infer C>
    ? C
    : O extends NumberOption
      ? number
      : O extends FlagOption
        ? boolean
        : O extends WordsOption<infer W>
          ? readonly W[]
          : string;

/** Values of a table, all optional. */
export type OptionsOf<T> = { readonly [K in keyof T]?: ValueOf<T[K]> };

/** Values of a table with their defaults. */
export type SettingsOf<T> = {
  readonly [K in keyof T]: T[K] extends { default: undefined } ? ValueOf<T[K]> | undefined : ValueOf<T[K]>;
};

/** The names of a choice. */
export function choicesOf<C extends string>({ choices }: { readonly choices: Readonly<Record<C, string>> }): C[] {
  return Object.keys(choices) as C[];
}

type FlagOf<O> = O extends { names?: readonly [unknown, infer F extends string] } ? F : never;
/** The options of a table that the command line has, by flag. */
export type ByFlag<T> = { readonly [K in keyof T as FlagOf<T[K]>]: T[K] };

export function byFlag<T extends Options>(table: T): ByFlag<T> {
  const flags = Object.values(table).flatMap((option) => (option.flag === undefined ? [] : [[option.flag, option]]));
  return Object.fromEntries(flags) as ByFlag<T>;
}
