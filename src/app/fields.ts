/** Names of the members of T that are numbers. */
export type NumberKey<T> = { [K in keyof T]: T[K] extends number ? K : never }[keyof T] & string;

/** Which numbers may be set. */
export interface Limits {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

/** A number that a person may set. */
export interface NumberField<T> extends Limits {
  readonly key: NumberKey<T>;
  readonly label: string;
  readonly hint: string;
}

/**
 * The number that a person wrote, with a point or a comma before its decimals, which a whole number has not.
 * @returns NaN for anything else, and for 1,500 where both one and a half and fifteen hundred can be meant
 */
export function numberOf(text: string, field: Limits): number {
  const plain = text.trim();
  if (!/^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i.test(plain)) return Number.NaN;
  if (isAmbiguous(plain, field) || (field.whole && /[.,]/.test(plain))) return Number.NaN;
  return Number(plain.replace(',', '.'));
}

const isAmbiguous = (text: string, field: Limits) =>
  /^[1-9]\d{0,2},\d{3}$/.test(text) && fits(field, Number(text.replace(',', '')));

/** What a text should have been. */
export function wantedInWords(text: string, field: Limits): string {
  const { whole, min, max } = field;
  const plain = text.trim();
  if (isAmbiguous(plain, field)) {
    const [grouped, point] = [plain.replace(',', ''), plain.replace(',', '.')];
    return whole ? `write it without a comma: ${grouped}` : `write ${grouped} or ${point}: a comma can mean either`;
  }
  const kind = whole ? 'whole number' : 'number';
  return max === Number.POSITIVE_INFINITY ? `${kind}, ${min} or more` : `${kind} from ${min} to ${max}`;
}

/** Whether a run can use this number. */
export function fits(field: Limits, value: unknown): boolean {
  if (typeof value !== 'number') return false;
  return value >= field.min && value <= field.max && (!field.whole || Number.isInteger(value));
}
