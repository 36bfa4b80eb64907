import { OptionError } from './errors.ts';

/** What a value is, in words for a message. Short strings, numbers and the like are shown themselves. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return `${value}`;
  if (typeof value === 'string') return value.length <= 40 ? `the string ${JSON.stringify(value)}` : 'a string';
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === 'string' && !/^(Object)?$/.test(name) ? `an object of class ${name}` : 'an object';
}

/** An error for an argument or option of another kind than the one wanted. */
export function wrongKind(where: string, expected: string, value: unknown, remedy?: string): OptionError {
  return new OptionError({ where, expected, found: kindOf(value), ...(remedy ? { remedy } : {}) });
}

/** Holds that `value` is an object and no list. @throws OptionError naming `where` otherwise. */
export function requireObject(where: string, expected: string, value: unknown): asserts value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongKind(where, expected, value);
}

/** Holds that `value` is a list. @throws OptionError naming `where` otherwise. */
export function requireList(where: string, expected: string, value: unknown): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) throw wrongKind(where, expected, value);
}

/** Holds that `value` is a string. @throws OptionError naming `where` otherwise. */
export function requireString(where: string, expected: string, value: unknown): asserts value is string {
  if (typeof value !== 'string') throw wrongKind(where, expected, value);
}

/** Holds that `value` is a string with something in it. @throws OptionError naming `where` otherwise. */
export function requireText(where: string, expected: string, value: unknown): asserts value is string {
  if (typeof value !== 'string' || value === '') throw wrongKind(where, expected, value);
}

/** Holds that `value` is a function, or left out. @throws OptionError naming `where` otherwise. */
export function requireCallback(where: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') throw wrongKind(where, 'a function', value);
}

/** Holds that `value` is an AbortSignal, of whatever window, or left out. @throws OptionError naming `where` otherwise. */
export function requireSignal(where: string, value: unknown): void {
  if (value !== undefined) requireMethods(where, 'the signal of an AbortController', value, ['throwIfAborted']);
}

/** Holds that `value` can compute. @throws OptionError naming `where` otherwise. */
export function requireBackend(where: string, value: unknown): void {
  requireMethods(where, 'a backend', value, ['create', 'record', 'write', 'read'], 'Open one with openBackend.');
}

/** Holds that `value` has the sizes of a captioner. @throws OptionError naming `where` otherwise. */
export function requireModel(where: string, value: unknown): void {
  const { configuration } = Object(value ?? {}) as { configuration?: { D?: unknown; V?: unknown } };
  const sizes = [configuration?.D, configuration?.V];
  if (!sizes.every((size) => typeof size === 'number')) throw wrongKind(where, 'a CaptioningRNN', value);
}

/** Holds that `value` has these methods. @throws OptionError naming `where` otherwise. */
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
 * Holds that `value` looks like a captioning data set: what its parts hold is for others to check.
 * @throws OptionError naming `where` otherwise.
 */
export function requireDataset(where: string, value: unknown): void {
  const { vocabulary, splits } = Object(value ?? {}) as { vocabulary?: { idxToWord?: unknown }; splits?: unknown };
  const whole = Array.isArray(vocabulary?.idxToWord) && typeof splits === 'object' && splits !== null;
  if (!whole)
    throw wrongKind(where, 'a data set', value, 'Load one with loadCocoData, or make one with createDataset.');
}
