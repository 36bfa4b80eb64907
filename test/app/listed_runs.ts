import { afterEach, expect } from 'vitest';
import { driven } from './fake_driven.ts';

/** Runs in the list of the page. */
export const rows = 'table.runs tbody tr';

/** Waits until so many runs are listed. */
export const listed = (wanted: number) =>
  driven.page.waitForFunction((selector, n) => document.querySelectorAll(selector).length === n, {}, rows, wanted);

/** Not by the mouse: the curves above the list may change their height at any time. */
export const check = (label: string) => driven.click(`input[aria-label="${label}"]`);

/** Declares that each test of a file begins with an empty list, on a page of its own, and that none has thrown anything. */
export function forgetRunsAfterEach(): void {
  afterEach(async () => {
    expect(driven.errors).toEqual([]);
    await driven.page.evaluate(() => localStorage.clear());
    await driven.close();
  });
}
