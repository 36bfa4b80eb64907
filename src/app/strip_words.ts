import { count } from '../client/format.ts';
import type { Strip } from '../explain/strips.ts';

export const stripNames: Readonly<Record<Strip['name'], string>> = {
  i: 'input gate',
  f: 'forget gate',
  o: 'output gate',
  g: 'candidate gate',
  c: 'cell state',
  h: 'hidden state',
};

/** What each is, in a few words under its name. */
export const stripPhrases: Readonly<Record<Strip['name'], string>> = {
  i: '1 adds the candidate, 0 does not',
  f: '1 keeps the memory, 0 forgets it',
  o: '1 shows the memory, 0 hides it',
  g: 'what could be added to the memory',
  c: 'the memory, carried from word to word',
  h: 'what the next word is chosen from',
};

/** What rows and columns of the strips are. */
export function stripsInWords(cell: 'rnn' | 'lstm', H: number): string {
  const units = cell === 'lstm' ? 'memory cells (units)' : 'hidden units';
  return `Each column is one of the network’s ${count(H)} ${units}; each row is the moment at which it chooses a word.`;
}

/** Whether its numbers go from 0 to 1: the gate of the candidate is one with both signs. */
const isGate = ({ name }: Pick<Strip, 'name'>) => name === 'i' || name === 'f' || name === 'o';

/** The range of a strip's colours: "0 … 1". */
export function rangeInWords(strip: Strip, full: number): string {
  if (isGate(strip)) return '0 … 1';
  const end = strip.name === 'c' ? full.toFixed(1) : '1';
  return `−${end} … ${end}`;
}

/** The units in words, at word t: "31 of 128 units above 0.9, 40 below 0.1" of a gate, else above 0.5 and below −0.5. */
export function stripInWords(strip: Strip, t: number, H: number): string {
  const values = strip.values.subarray(t * H, (t + 1) * H);
  const those = (holds: (value: number) => boolean) => values.reduce((count, value) => count + Number(holds(value)), 0);
  const bound = strip.name === 'c' ? 1 : 0.5;
  const [high, low, lowInWords] = isGate(strip) ? [0.9, 0.1, '0.1'] : [bound, -bound, `−${bound}`];
  return `${those((value) => value > high)} of ${H} units above ${high}, ${those((value) => value < low)} below ${lowInWords}`;
}

/** A unit's number at word t: "unit 7: +0.82"; without a sign for a gate, which is never below 0. */
export function unitInWords(strip: Strip, t: number, H: number, unit: number | undefined): string {
  return unit === undefined ? 'no unit' : `unit ${unit}: ${valueInWords(strip, strip.values[t * H + unit] ?? 0)}`;
}

export function valueInWords(strip: Pick<Strip, 'name'>, value: number): string {
  return isGate(strip) ? value.toFixed(2) : signed(value);
}

/** "+0.82", "−0.30", and "0.00" for what rounds to it. */
export function signed(value: number): string {
  const digits = Math.abs(value).toFixed(2);
  return `${Number(digits) === 0 ? '' : value < 0 ? '−' : '+'}${digits}`;
}

/** Where one is in a strip: which word, and which place in the order of the units, −1 for none. */
interface StripPlace {
  readonly word: number;
  readonly place: number;
}

/** Units that Page Up and Page Down pass over. */
const PAGE = 10;

/** Where a key leads to: up and down between words, left and right between units. Undefined for a key with no meaning here. */
export function stepOf(
  key: string,
  { word, place, words, H }: StripPlace & { readonly words: number; readonly H: number },
): StripPlace | undefined {
  const places: Readonly<Record<string, number>> = {
    ArrowLeft: place - 1,
    ArrowRight: place + 1,
    PageUp: place + PAGE,
    PageDown: place - PAGE,
    Home: 0,
    End: H - 1,
  };
  const to = places[key];
  if (to !== undefined) return { word, place: Math.min(H - 1, Math.max(0, to)) };
  if (key === 'Escape') return place < 0 ? undefined : { word, place: -1 };
  if (key === 'ArrowUp') return { word: Math.max(0, word - 1), place };
  return key === 'ArrowDown' ? { word: Math.min(words - 1, word + 1), place } : undefined;
}
