import type { Strip } from '../explain/strips.ts';
import type { ExplainedEvent } from '../worker/protocol.ts';
import { signed } from './strip_words.ts';

/** Something to look for in the strips; `unit` is the one that it is about. */
export interface StripFact {
  readonly words: string;
  readonly unit?: number;
}

/** Means over all units that differ by less are not told apart in a strip. */
const APART = 0.05;
/** A unit counts as changing sign if it was this far from 0 on both sides. */
const FAR = 0.1;

/** One or two facts of these very strips: what is kept of the memory at which words, and which unit changes sign most. */
export function factsOf({ words, strips, order, cellType }: ExplainedEvent): readonly StripFact[] {
  const H = order.length;
  const of = (name: Strip['name']) => strips.find((strip) => strip.name === name)?.values;
  const hidden = of('h');
  const kept = cellType === 'lstm' ? of('f') : undefined;
  return [kept ? keeping(words, kept, H) : moving(words, hidden, H), hidden && turning(words, hidden, H)].filter(
    (fact) => fact !== undefined,
  );
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth'];

/** "“ring”", or "the second “a”" in a caption that says it more than once. */
function wordAt(words: readonly string[], t: number): string {
  const said = words[t] ?? '';
  const isOnly = words.indexOf(said) === words.lastIndexOf(said);
  const before = words.slice(0, t).filter((word) => word === said).length;
  return isOnly ? `“${said}”` : `the ${ORDINALS[before] ?? `${before + 1}th`} “${said}”`;
}

/** Where a number is greatest and least, from the second word on: before the first there is no memory. */
function ends(T: number, valueAt: (t: number) => number) {
  const values = Array.from({ length: T }, (_, t) => (t === 0 ? Number.NaN : valueAt(t)));
  const among = values.slice(1);
  const [most, least] = [Math.max(...among), Math.min(...among)];
  return { most, least, atMost: values.indexOf(most), atLeast: values.indexOf(least), apart: most - least >= APART };
}

/** What share of the cell the forget gates keep. */
function keeping(words: readonly string[], gate: Float32Array, H: number): StripFact | undefined {
  const { most, least, atMost, atLeast, apart } = ends(words.length, (t) => {
    return gate.subarray(t * H, (t + 1) * H).reduce((sum, value) => sum + value, 0) / H;
  });
  if (!apart) return undefined;
  const [open, shut] = [most, least].map((mean) => mean.toFixed(2));
  return {
    words: `f keeps most at ${wordAt(words, atMost)} (mean ${open}), least at ${wordAt(words, atLeast)} (${shut}).`,
  };
}

/** How far the hidden state moves from word to word. */
function moving(words: readonly string[], hidden: Float32Array | undefined, H: number): StripFact | undefined {
  if (!hidden) return undefined;
  const { most, least, atMost, atLeast, apart } = ends(words.length, (t) => {
    const now = hidden.subarray(t * H, (t + 1) * H);
    return now.reduce((sum, value, unit) => sum + Math.abs(value - (hidden[(t - 1) * H + unit] ?? 0)), 0) / H;
  });
  if (!apart) return undefined;
  const [far, near] = [most, least].map((mean) => mean.toFixed(2));
  return {
    words: `h changes most at ${wordAt(words, atMost)} (mean ${far}), least at ${wordAt(words, atLeast)} (${near}).`,
  };
}

/** The unit whose hidden state goes furthest through 0 from one word to the next. */
function turning(words: readonly string[], hidden: Float32Array, H: number): StripFact | undefined {
  let found: { readonly at: number; readonly by: number } | undefined;
  for (let at = H; at < hidden.length; at++) {
    const [before, now] = [hidden[at - H] ?? 0, hidden[at] ?? 0];
    const crosses = before * now < 0 && Math.min(Math.abs(before), Math.abs(now)) >= FAR;
    const by = Math.abs(now - before);
    if (crosses && by > (found?.by ?? 0)) found = { at, by };
  }
  if (!found) return undefined;
  const { at } = found;
  const from = signed(hidden[at - H] ?? 0);
  const word = wordAt(words, Math.floor(at / H));
  return {
    unit: at % H,
    words: `changes sign at ${word}: h from ${from} to ${signed(hidden[at] ?? 0)}.`,
  };
}
