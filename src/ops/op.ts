/**
 * An op says WHAT can be computed: its sizes and the shape of every buffer, as data. TypeScript derives the type of a
 * call from it; allocation, bind-time checks, bind-group layouts, test inputs and benchmark figures follow from it too.
 */

/** One axis of a buffer: a dim, four times a dim (the gates), a dim plus one (list bounds), a constant, or `'*'`: as many rows as the buffer has. */
export type Axis<D extends string = string> = D | `4${D}` | `${D}+1` | '*' | number;

/**
 * Integers, each below a dim (`'V'`), below the number of rows of another buffer of the op (`'x'`), at most that number
 * (`'x+1'`: ascending bounds of lists in x), or 0 | 1 (`'flag'`).
 */
export interface Integers<D extends string = string> {
  readonly shape: readonly Axis<D>[];
  readonly below: string;
}

/** A buffer's shape. A bare list of axes holds floats. */
export type Field<D extends string = string> = readonly Axis<D>[] | Integers<D>;

type Fields<D extends string> = Readonly<Record<string, Field<D>>>;

/** Everything that is known of an op. Make one with `defineOp`. */
export interface Op {
  readonly name: string;
  /** Sizes that every call gives: natural numbers. */
  readonly dims: readonly string[];
  /** Row offsets; 0 where a call gives none. */
  readonly offsets: readonly string[];
  /** Real numbers that every call gives. */
  readonly scalars: readonly string[];
  /** Variants a call may ask for. */
  readonly flags: readonly string[];
  /** Buffers a call may leave out; the kernel is compiled for what is there. */
  readonly optional: readonly string[];
  /** Buffers of floats that may be kept in half precision; the kernel is compiled for those that are. */
  readonly halves: readonly string[];
  readonly reads: Fields<string>;
  readonly writes: Fields<string>;
  /** Buffers that are read and written. */
  readonly updates: Fields<string>;
  /** For a buffer with `'*'` rows: the rows a call touches, as [first row, count]. Checked before every run. */
  readonly within: Readonly<Record<string, readonly (readonly [offset: string, rows: string])[]>>;
  /** Dims that divide, or count what there must be one of: at least 1. Checked before every run. */
  readonly positive: readonly string[];
  /** Parts of an axis that a call touches: offset + count must be at most the axis. Checked before every run. */
  readonly ranges: readonly (readonly [offset: string, count: string, axis: string])[];
  /** The dim that makes the call empty, and therefore skipped, when it is 0. */
  readonly extent: string;
  /** Floating-point operations of one call (multiply and add count as two). */
  readonly flops: (sizes: Readonly<Record<string, number>>) => number;
}

type AnyFields = Readonly<Record<string, Field>>;
const none = {} as const;

/** Checks an op record against its own letters at compile time and fills in what it leaves out. */
export function defineOp<
  const N extends string,
  const D extends readonly string[],
  const R extends Fields<D[number]>,
  const O extends readonly string[] = readonly [],
  const S extends readonly string[] = readonly [],
  const F extends readonly string[] = readonly [],
  const P extends readonly string[] = readonly [],
  const W extends Fields<D[number]> = Readonly<Record<never, never>>,
  const U extends Fields<D[number]> = Readonly<Record<never, never>>,
>(record: {
  readonly name: N;
  readonly dims: D;
  readonly reads: R;
  readonly offsets?: O;
  readonly scalars?: S;
  readonly flags?: F;
  readonly optional?: P & readonly (keyof NoInfer<R & W & U>)[];
  readonly halves?: readonly (keyof NoInfer<R & W & U> & string)[];
  readonly writes?: W;
  readonly updates?: U;
  readonly within?: Readonly<
    Partial<Record<keyof NoInfer<R & W & U>, readonly (readonly [NoInfer<O>[number] | '0', NoInfer<D>[number]])[]>>
  >;
  readonly positive?: readonly D[number][];
  readonly ranges?: readonly (readonly [NoInfer<O>[number], NoInfer<D>[number], NoInfer<D>[number]])[];
  readonly extent?: D[number];
  readonly flops?: (sizes: Readonly<Record<D[number], number>>) => number;
}) {
  return {
    name: record.name,
    dims: record.dims,
    offsets: (record.offsets ?? []) as O,
    scalars: (record.scalars ?? []) as S,
    flags: (record.flags ?? []) as F,
    optional: (record.optional ?? []) as P,
    halves: (record.halves ?? []) as readonly string[],
    reads: record.reads,
    writes: (record.writes ?? none) as W,
    updates: (record.updates ?? none) as U,
    within: (record.within ?? none) as Op['within'],
    positive: (record.positive ?? []) as readonly string[],
    ranges: (record.ranges ?? []) as Op['ranges'],
    extent: record.extent ?? record.dims[0] ?? '',
    flops: (record.flops ?? (() => 0)) as Op['flops'],
  };
}

/** Names of all buffers of an op. */
export type BufferName<O extends Op> = (keyof O['reads'] | keyof O['writes'] | keyof O['updates']) & string;

/** The buffers a call of the op takes: required ones, and optional ones if wanted. */
export type BuffersOf<O extends Op, B> = {
  readonly [K in Exclude<BufferName<O>, O['optional'][number]>]: B;
} & { readonly [K in BufferName<O> & O['optional'][number]]?: B | undefined };

/** The sizes a call of the op takes, each a `Z`; offsets default to 0. */
export type SizesOf<O extends Op, Z> = {
  readonly [K in O['dims'][number] | O['scalars'][number]]: Z;
} & { readonly [K in O['offsets'][number]]?: Z };

/** The flags a call of the op may set. */
export type FlagsOf<O extends Op> = readonly O['flags'][number][];

/** How a call uses a buffer. */
export type Access = 'reads' | 'writes' | 'updates';

/** One buffer of an op with everything that is known of it, in binding order. */
export interface FieldOf {
  readonly name: string;
  readonly access: Access;
  readonly shape: readonly Axis[];
  /** Set for integer buffers. */
  readonly below?: string;
  readonly optional: boolean;
}

const fieldsByOp = new WeakMap<Op, readonly FieldOf[]>();

/** An op's buffers in binding order: reads, writes, updates, as written in the record. */
export function fieldsOf(op: Op): readonly FieldOf[] {
  // Every call of every run asks for them.
  const known = fieldsByOp.get(op);
  if (known) return known;
  const list = (access: Access, fields: AnyFields): FieldOf[] =>
    Object.entries(fields).map(([name, field]) => {
      const optional = op.optional.includes(name);
      return 'below' in field
        ? { name, access, shape: field.shape, below: field.below, optional }
        : { name, access, shape: field, optional };
    });
  const fields = [...list('reads', op.reads), ...list('writes', op.writes), ...list('updates', op.updates)];
  fieldsByOp.set(op, fields);
  return fields;
}

/** Rows of a buffer, from the first on, and the one behind them. */
export type Span = readonly [start: number, end: number];

/** The rows of a `'*'` buffer that a call touches; none where only a list of rows in another buffer says. */
export function rowsWithin(op: Op, buffer: string, sizes: Readonly<Record<string, number>>): Span[] {
  return (op.within[buffer] ?? []).map(([first, count]) => {
    const start = sizes[first] ?? 0;
    return [start, start + (sizes[count] ?? 0)];
  });
}

/** How many rows a `'*'` buffer must have for a call to touch these. */
export const rowsFor = (spans: readonly Span[]) => spans.reduce((most, [, end]) => Math.max(most, end), 0);

/**
 * What every integer of a field must be less than.
 * @param rowsOf how many rows another buffer of the call has
 */
export function indexBound(
  op: Op,
  below: string,
  sizes: Readonly<Record<string, number>>,
  rowsOf: (table: FieldOf) => number,
): number {
  if (below === 'flag') return 2;
  if (below.endsWith('+1')) return 1 + indexBound(op, below.slice(0, -2), sizes, rowsOf);
  const table = fieldsOf(op).find(({ name }) => name === below);
  return table ? rowsOf(table) : (sizes[below] ?? 0);
}

/** Integers of the given shape, each below `below`. */
export function integers<const A extends readonly Axis[]>(shape: A, below: string) {
  return { shape, below } as const;
}

/** An axis that depends on a dim: `times` · dim + `plus`. */
interface Term {
  readonly dim: string;
  readonly times: number;
  readonly plus: number;
}

const terms = new Map<string, Term>();

/** An axis taken apart, once: every call of every run asks for lengths. */
function termOf(axis: string): Term {
  const known = terms.get(axis);
  if (known) return known;
  const [times, plus] = [axis.startsWith('4') ? 4 : 1, axis.endsWith('+1') ? 1 : 0];
  const term = { dim: axis.slice(times === 4 ? 1 : 0, plus === 1 ? -2 : undefined), times, plus };
  terms.set(axis, term);
  return term;
}

/** The length of a loop over several axes: their product. */
export type Extent = Axis | readonly Axis[];

/** Number of steps of a loop over an extent, for given sizes. */
export function extentLength(extent: Extent, sizes: Readonly<Record<string, number>>): number | undefined {
  if (typeof extent !== 'object') return axisLength(extent, sizes);
  return extent.reduce<number>((product, axis) => product * (axisLength(axis, sizes) ?? Number.NaN), 1);
}

/** Length of one axis for given sizes; `'*'` has none: the buffer decides. */
export function axisLength(axis: Axis, sizes: Readonly<Record<string, number>>): number | undefined {
  if (typeof axis === 'number') return axis;
  if (axis === '*') return undefined;
  const { dim, times, plus } = termOf(axis);
  return times * (sizes[dim] ?? Number.NaN) + plus;
}
