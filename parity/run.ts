import type { Backend, Buffer, Values } from '../src/ops/backend.ts';
import { type OpName, ops } from '../src/ops/every_op.ts';
import type { Op } from '../src/ops/op.ts';
import { PARTIALS } from '../src/ops/square_sum.ts';
import { type Case, nameOf } from './case.ts';
import { cases } from './cases.ts';
import { type Input, inputsOf, numbersOf } from './inputs.ts';
import { halfTolerance, type Rounding, toleranceOf } from './tolerance.ts';

/** What came of one case. */
export interface Outcome {
  readonly name: string;
  /** The maximum error in units of its tolerance. */
  readonly worst: number;
  /** The first faults in words: buffer, index, expected, found. */
  readonly faults: readonly string[];
}

const MOST_FAULTS = 10;

/** The cases of an op by name. */
export function casesOf(op: OpName): readonly Case[] {
  return cases[op] as readonly Case[];
}

/**
 * The contents of the buffers that the op writes or updates, after one call whose sizes are given now or, `named`, at the run.
 * @param halves names of the buffers that are kept in half precision
 */
async function compute(
  backend: Backend,
  op: Op,
  one: Case,
  inputs: readonly Input[],
  named: boolean,
  halves: readonly string[],
): Promise<Map<string, Values>> {
  const buffers: Record<string, Buffer> = {};
  for (const { field, values } of inputs) {
    const floats = halves.includes(field.name) ? 'half' : 'float';
    const buffer = backend.create(field.name, values.length, field.below === undefined ? floats : 'uint');
    backend.write(buffer, values);
    buffers[field.name] = buffer;
  }
  const changed = inputs.map(({ field }) => field).filter(({ access }) => access !== 'reads');
  const recorder = backend.record(op.name);
  const numbers = numbersOf(op, one.sizes);
  const names = Object.fromEntries(Object.keys(numbers).map((name) => [name, name]));
  recorder.call(op, named ? names : numbers, buffers, one.flags ?? []);
  const read = changed.flatMap(({ name }) => buffers[name] ?? []);
  const results = await recorder.finish().run(named ? numbers : {}, read);
  for (const buffer of Object.values(buffers)) backend.destroyBuffer(buffer);
  return new Map(changed.map(({ name }, index) => [name, results[index] ?? new Float32Array()]));
}

/** Partial sums may be shared out differently; what counts is their sum. */
function comparable(op: Op, values: Values): Values {
  if (op.name !== 'square_sum') return values;
  let sum = 0;
  for (const partial of values.subarray(0, PARTIALS)) sum += partial;
  return Float64Array.of(...values.subarray(PARTIALS), sum);
}

/**
 * Makes every call of an op on both backends, from the same numbers, and compares every element of every buffer that
 * the op writes or updates, also those the call must leave alone.
 * @param halves whether buffers that may hold halves do, in some cases all of them, in some a few
 * @param inTurns whether sizes are given when a call is recorded in every other case and when it runs in the others, not both
 * in each: for variants that take long to compile
 */
export async function comparePairs(
  name: OpName,
  reference: Backend,
  backend: Backend,
  halves = false,
  inTurns = false,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [index, one] of casesOf(name).entries()) {
    const kept = halves ? halvesOf(ops[name].halves, index) : [];
    const named = inTurns ? [index % 2 === 1] : [false, true];
    outcomes.push(await compareOne(name, one, index, reference, backend, undefined, kept, named));
  }
  return outcomes;
}

/** All of them for every other case; between these each choice of some, in turns. */
function halvesOf(all: readonly string[], index: number): readonly string[] {
  const choice = 1 + (((index - 1) / 2) % (2 ** all.length - 1));
  return index % 2 === 0 ? all : all.filter((_, place) => (choice >> place) & 1);
}

/**
 * One call on both backends. The backend under test makes it twice: kernels may be compiled for sizes that are known
 * when they are recorded, and must do without.
 */
export async function compareOne(
  name: OpName,
  one: Case,
  seed: number,
  reference: Backend,
  backend: Backend,
  rounding?: Rounding,
  halves: readonly string[] = [],
  choices: readonly boolean[] = [false, true],
): Promise<Outcome> {
  const op: Op = ops[name];
  const inputs = inputsOf(op, one, seed);
  const tolerance = toleranceOf(name, numbersOf(op, one.sizes), inputs, rounding);
  const wanted = await compute(reference, op, one, inputs, false, halves);
  const faults: string[] = [];
  let worst = 0;
  for (const named of choices) {
    const got = await compute(backend, op, one, inputs, named, halves);
    for (const [buffer, values] of wanted) {
      const bound = halves.includes(buffer) ? halfTolerance(tolerance) : tolerance;
      const found = compare(comparable(op, values), comparable(op, got.get(buffer) ?? new Float32Array()), bound);
      worst = Math.max(worst, found.worst);
      faults.push(...found.faults.map((fault) => `${buffer}${fault}${named ? ', sizes named' : ''}`));
    }
  }
  return { name: nameOf(one), worst, faults: faults.slice(0, MOST_FAULTS) };
}

/** Element by element; NaN, where a buffer was left alone, equals NaN only. */
function compare(expected: Values, found: Values, tolerance: (reference: number) => number) {
  const faults: string[] = [];
  let worst = 0;
  for (let i = 0; i < expected.length && faults.length < MOST_FAULTS; i++) {
    const [a = 0, b = Number.NaN] = [expected[i], found[i]];
    const error = Object.is(a, b) ? 0 : Math.abs(a - b) / tolerance(a);
    // JSON has no infinity and no NaN.
    const units = error < 1e30 ? error : 1e30;
    worst = Math.max(worst, units);
    if (units > 1) faults.push(`[${i}]: expected ${a}, found ${b} (${units.toPrecision(3)} tolerances)`);
  }
  return { worst, faults };
}
