import type { FlagsOf, Op, SizesOf } from '../src/ops/op.ts';

/** Chooses one number; `next()` gives the following number of the seeded generator, in [−1, 1). */
export type Choice = (next: () => number, index: number) => number;

/** One call of an op to make on both backends. */
export interface Case<O extends Op = Op> {
  readonly sizes: SizesOf<O, number>;
  readonly flags?: FlagsOf<O>;
  /** Optional buffers that the call leaves out. */
  readonly without?: readonly O['optional'][number][];
  /** Rows of `'*'` buffers that no offset determines. */
  readonly rows?: Readonly<Record<string, number>>;
  /** How to choose a buffer's numbers, where those of the op's record are not the ones wanted. */
  readonly values?: Readonly<Record<string, Choice>>;
  /** What is special about the values, for the case's name. */
  readonly note?: string;
}

/** Distinguishes a case from the others of its op. */
export function nameOf(one: Case): string {
  const sizes = Object.entries(one.sizes).map(([name, size]) => `${name}=${size}`);
  const flags = (one.flags ?? []).map((flag) => `+${flag}`);
  const without = (one.without ?? []).map((name) => `−${name}`);
  const note = one.note ? [`(${one.note})`] : [];
  return [...sizes, ...flags, ...without, ...note].join(' ');
}
