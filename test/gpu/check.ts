/** Assertions for checks that run in a page, where vitest is not. */

/** JSON would write NaN and infinity as null. */
function written(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'number' && !Number.isFinite(part) ? `${part}` : part,
  );
}

export function equal(found: unknown, expected: unknown, what: string): void {
  const [a, b] = [written(found), written(expected)];
  if (a !== b) throw new Error(`${what}: expected ${b}, found ${a}`);
}

/** Holds that `work` throws or rejects with an error of this class whose message fits; returns the message. */
export async function fails(
  work: () => unknown,
  kind: new (...args: never[]) => Error,
  message: RegExp,
  what = 'a call',
): Promise<string> {
  let result: unknown;
  try {
    result = await work();
  } catch (error) {
    if (error instanceof kind && message.test(error.message)) return error.message;
    throw new Error(`${what}: expected ${kind.name} ${message}, found ${error}`);
  }
  throw new Error(`${what}: expected ${kind.name} ${message}, found the result ${String(result)}`);
}

/** Holds that a number is there and not greater than its bound. */
export function atMost(found: number, bound: number, what: string): void {
  if (!(found <= bound)) throw new Error(`${what}: expected at most ${bound}, found ${found}`);
}
