import type { ChoiceOption, NumberOption, Options, Range } from '../options/declare.ts';
import { inRange, limitsInWords, parseNumber } from '../options/values.ts';

/** The valid numbers; `off` is one out of range that stands for none. */
export interface Limits extends Range {
  readonly off?: number;
}

/** What the page shows of an option. */
interface Shown<O, K> {
  readonly key: K;
  readonly label: string;
  readonly option: O;
}

/** A number that the user can set. */
export type NumberField<T> = Shown<NumberOption, keyof T & string>;
/** A choice that the user can make. */
export type ChoiceField<T> = Shown<ChoiceOption, keyof T & string>;
export type Field<T> = NumberField<T> | ChoiceField<T>;

/** The numbers and choices of a table that the page has a label for, in its order. */
export function fieldsOf<T>(table: Options): readonly Field<T>[] {
  return Object.entries(table).flatMap(([name, option]): Field<T>[] => {
    const { label } = option;
    const key = name as keyof T & string;
    if (label === undefined) return [];
    if (option.kind === 'number') return [{ key, label, option }];
    return option.kind === 'choice' ? [{ key, label, option }] : [];
  });
}

export const isNumberField = <T>(field: Field<T>): field is NumberField<T> => field.option.kind === 'number';

/**
 * The number that the user typed; a point or a comma may precede its decimals, if it can have any.
 * @returns NaN for anything else, and for 1,500 where it may mean either one and a half or fifteen hundred
 */
export function numberOf(text: string, limits: Limits): number {
  const plain = text.trim();
  const [, comma, more] = plain.split(',');
  if (more !== undefined || (comma !== undefined && (plain.includes('.') || limits.whole))) return Number.NaN;
  return isAmbiguous(plain, limits) ? Number.NaN : parseNumber(plain.replace(',', '.'), limits);
}

const isAmbiguous = (text: string, limits: Limits) =>
  /^[1-9]\d{0,2},\d{3}$/.test(text) && fits(limits, Number(text.replace(',', '')));

/** What a valid text would be. */
export function wantedInWords(text: string, limits: Limits): string {
  const { whole, min, max, below, off } = limits;
  const plain = text.trim();
  if (isAmbiguous(plain, limits)) {
    const [grouped, point] = [plain.replace(',', ''), plain.replace(',', '.')];
    return whole ? `write it without a comma: ${grouped}` : `write ${grouped} or ${point}: a comma can mean either`;
  }
  const kind = whole ? 'whole number' : 'number';
  const isOpen = min !== undefined && max === undefined && below === undefined;
  const range = isOpen ? `${kind}, ${min} or more` : `${kind} ${limitsInWords(limits)}`.trim();
  return off === undefined || inRange(limits, off) ? range : `${range}, or ${off} for none`;
}

/** Whether a run can use this number. */
export function fits(limits: Limits, value: unknown): boolean {
  return inRange(limits, value) || (value !== undefined && value === limits.off);
}
