import { OptionError } from './errors.ts';

/** Describes a value in messages. Short strings, numbers and the like are quoted. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return `${value}`;
  if (typeof value === 'string') return value.length <= 40 ? `the string ${JSON.stringify(value)}` : 'a string';
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === 'string' && !/^(Object)?$/.test(name) ? `an object of class ${name}` : 'an object';
}

/** The error for an argument or option of the wrong kind. */
export function wrongKind(where: string, expected: string, value: unknown, remedy?: string): OptionError {
  return new OptionError({ where, expected, found: kindOf(value), ...(remedy ? { remedy } : {}) });
}

/** Checks that `value` is an object, not a list. @throws OptionError naming `where` otherwise. */
export function requireObject(where: string, expected: string, value: unknown): asserts value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongKind(where, expected, value);
}

/** Checks that `value` is a list. @throws OptionError naming `where` otherwise. */
export function requireList(where: string, expected: string, value: unknown): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) throw wrongKind(where, expected, value);
}

/** Checks that `value` is a string. @throws OptionError naming `where` otherwise. */
export function requireString(where: string, expected: string, value: unknown): asserts value is string {
  if (typeof value !== 'string') throw wrongKind(where, expected, value);
}

/** Checks that `value` is a string that is not empty. @throws OptionError naming `where` otherwise. */
export function requireText(where: string, expected: string, value: unknown): asserts value is string {
  if (typeof value !== 'string' || value === '') throw wrongKind(where, expected, value);
}

/** Checks that `value` is a function or undefined. @throws OptionError naming `where` otherwise. */
export function requireCallback(where: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') throw wrongKind(where, 'a function', value);
}

/** Checks that `value` is an AbortSignal, from any realm, or undefined. @throws OptionError naming `where` otherwise. */
export function requireSignal(where: string, value: unknown): void {
  if (value !== undefined) requireMethods(where, 'the signal of an AbortController', value, ['throwIfAborted']);
}

/** Checks that `value` can compute. @throws OptionError naming `where` otherwise. */
export function requireBackend(where: string, value: unknown): void {
  requireMethods(where, 'a backend', value, ['create', 'record', 'write', 'read'], 'Open one with openBackend.');
}

/** Checks that `value` has the sizes of a captioner. @throws OptionError naming `where` otherwise. */
export function requireModel(where: string, value: unknown): void {
  const { configuration } = Object(value ?? {}) as { configuration?: { D?: unknown; V?: unknown } };
  const sizes = [configuration?.D, configuration?.V];
  if (!sizes.every((size) => typeof size === 'number')) throw wrongKind(where, 'a CaptioningRNN', value);
}

/** Checks that `value` has these methods. @throws OptionError naming `where` otherwise. */
export function requireMethods(
  where: string,
  expected: string,
  value: unknown,
  methods: readonly string[],
  remedy?: string,
): void {
  const found: object = Object(value ?? {});
  if (methods.some((method) => typeof Reflect.get(found, method) !== 'function')) {
    throw wrongKind(where, expected, value, remedy);
  }
}

/**
 * Checks that `value` looks like a captioning data set, not the contents of its parts.
 * @throws OptionError naming `where` otherwise.
 */
export function requireDataset(where: string, value: unknown): void {
  const { vocabulary, splits } = Object(value ?? {}) as { vocabulary?: { idxToWord?: unknown }; splits?: unknown };
  const whole = Array.isArray(vocabulary?.idxToWord) && typeof splits === 'object' && splits !== null;
  if (!whole)
    throw wrongKind(where, 'a data set', value, 'Load one with loadCocoData, or make one with createDataset.');
}
