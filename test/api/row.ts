import { FourgateError } from '../../src/errors.ts';

/** One of every kind that plain JavaScript may hand in by mistake. */
export const kinds = {
  nothing: undefined,
  null: null,
  boolean: true,
  number: 5,
  fraction: 0.5,
  bigint: 5n,
  symbol: Symbol('x'),
  string: 'x',
  empty: '',
  list: [],
  lists: [['x', 'y']],
  numbers: [1, 2],
  typed: Float32Array.of(1, 2),
  buffer: new ArrayBuffer(8),
  object: {},
  bare: Object.create(null) as unknown,
  date: new Date(0),
  function: () => undefined,
  promise: Promise.resolve(),
} as const;
export type Kind = keyof typeof kinds;

/** An argument that is right, and the kinds that would be too. */
export type Argument = readonly [right: unknown, ...alsoRight: Kind[]];

/** One way to call what is exported, argument by argument. */
export interface Row {
  // biome-ignore lint/suspicious/noExplicitAny: wrong kinds of arguments are what this is about
  readonly call: (...args: any[]) => unknown;
  readonly args: readonly Argument[];
  /** Whether what is right goes too far for a test of this. */
  readonly wrongOnly?: boolean;
}

/** A row for a function or method. */
export const row = (call: Row['call'], ...args: readonly Argument[]): Row => ({ call, args });

/** Whatever is an object without values of its own passes for options, and for tensors by name, of which none is given. */
export const objects: readonly Kind[] = ['object', 'bare', 'date', 'buffer', 'promise'];

/** An argument that may be left out and holds options. */
export const options = (right: object = {}): Argument => [right, 'nothing', ...objects];
/** A number from 1 up that may be left out. */
export const count = (right: number): Argument => [right, 'nothing', 'number'];
/** As `argument`, of an option for which null stands for the default. */
export const orNull = (argument: Argument): Argument => [...argument, 'null'];
/** Any string at all. */
export const text = (right: string): Argument => [right, 'string', 'empty'];
/** A function that may be left out. */
export const callback = (right: () => unknown): Argument => [right, 'nothing', 'function'];

async function outcomeOf({ call }: Row, args: readonly unknown[]): Promise<string | undefined> {
  try {
    await call(...args);
    return 'is taken';
  } catch (error) {
    if (error instanceof FourgateError) return undefined;
    return `throws ${error}`;
  }
}

/** What the right arguments of a row come to if they are refused, and wrong ones if that is no typed error. */
export async function faultsOf(one: Row): Promise<string[]> {
  const rights = one.args.map(([right]) => right);
  const right = one.wrongOnly ? 'is taken' : await outcomeOf(one, rights);
  const found = right === 'is taken' ? [] : [`what is right: ${right ?? 'is refused'}`];
  for (const [index, [, ...alsoRight]] of one.args.entries()) {
    for (const [kind, value] of Object.entries(kinds)) {
      const wanted = alsoRight.includes(kind as Kind) ? 'is taken' : undefined;
      if (wanted && one.wrongOnly) continue;
      const outcome = await outcomeOf(one, rights.with(index, value));
      if (outcome !== wanted) found.push(`argument ${index}, ${kind}: ${outcome ?? 'is refused'}`);
    }
  }
  return found;
}
