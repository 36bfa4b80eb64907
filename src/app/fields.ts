/** Names of the members of T that are numbers. */
export type NumberKey<T> = { [K in keyof T]: T[K] extends number ? K : never }[keyof T] & string;

/** A number that a person may set. */
export interface NumberField<T> {
  readonly key: NumberKey<T>;
  readonly label: string;
  readonly hint: string;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

/** Whether a run can use this number. */
export function fits<T>(field: NumberField<T>, value: unknown): boolean {
  if (typeof value !== 'number') return false;
  return value >= field.min && value <= field.max && (!field.whole || Number.isInteger(value));
}
