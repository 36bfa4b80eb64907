import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpName } from '../../src/ops/registry.ts';
import { runtimeChecks } from '../gpu/runtime.ts';
import { nameOf } from '../parity/case.ts';
import { cases } from '../parity/cases.ts';
import { casesOf, type Outcome } from '../parity/run.ts';
import { type OpenPage, openTestPage } from './serve.ts';

const MINUTES = 60_000;

/** Declares the tests of one browser: every case of every kernel, and the checks of the runtime. */
export function testKernelsIn(name: string, launch: () => Promise<Browser>): void {
  describe(name, () => {
    let open: OpenPage;
    let heading = '';
    const outcomes = new Map<string, readonly Outcome[]>();

    beforeAll(async () => {
      open = await openTestPage(launch);
      const adapter = await open.page.evaluate(() => window.fourgate.adapter());
      heading = `${open.version} on ${adapter.name}${adapter.software ? ' (software)' : ''}`;
    }, 2 * MINUTES);

    afterAll(async () => {
      await open?.close();
      process.stdout.write(`\n${table(heading, outcomes)}\n`);
    });

    for (const op of Object.keys(cases) as OpName[]) {
      describe(op, () => {
        beforeAll(async () => {
          outcomes.set(op, await open.page.evaluate((kernel) => window.fourgate.parity(kernel), op));
        }, 3 * MINUTES);

        test.each(casesOf(op).map((one) => nameOf(one)))('%s', (one) => {
          const outcome = outcomes.get(op)?.find((candidate) => candidate.name === one);
          expect(outcome, 'the page did not run this case').toBeDefined();
          expect(outcome?.faults).toEqual([]);
        });
      });
    }

    describe('runtime', () => {
      test.each(Object.keys(runtimeChecks))(
        '%s',
        async (check) => {
          expect(await open.page.evaluate((wanted) => window.fourgate.runtime(wanted), check)).toBeNull();
        },
        MINUTES,
      );
    });
  });
}

/** Op, number of cases, and the worst error in units of the tolerance. */
function table(heading: string, outcomes: ReadonlyMap<string, readonly Outcome[]>): string {
  const rows = [...outcomes].map(([op, list]) => {
    const worst = Math.max(...list.map((outcome) => outcome.worst));
    const verdict = worst > 1 ? '  FAILED' : '';
    return `${op.padEnd(26)}${String(list.length).padStart(5)}${worst.toFixed(3).padStart(18)}${verdict}`;
  });
  return [heading, `${'kernel'.padEnd(26)}cases   error/tolerance`, ...rows].join('\n');
}
