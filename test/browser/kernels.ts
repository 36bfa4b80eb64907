import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nameOf } from '../../parity/case.ts';
import { cases } from '../../parity/cases.ts';
import { casesOf, type Outcome } from '../../parity/run.ts';
import { PLAIN } from '../../src/gpu/variants.ts';
import { type OpName, ops } from '../../src/ops/every_op.ts';
import { runtimeChecks } from '../gpu/runtime.ts';
import { BoundedHost } from './bounded_host.ts';
import type { KernelHost } from './kernel_host.ts';

/** A laptop has to pass these tests. */
const MOST_BYTES = 4 * 2 ** 30;

/** Variants by op, beyond the plain ones. */
export type VariantNames = Partial<Record<OpName, readonly string[]>>;

/**
 * Declares the tests of one host: every case of every kernel in every variant, and the checks of the runtime.
 * @param variants those that the host's device must be offered: one that goes missing would not be tested
 * @param halves whether the device must have half precision; the kernels that may meet halves are then tested with them
 * @param checks those of the runtime to make
 */
export function testKernelsIn(
  name: string,
  openHost: () => Promise<KernelHost>,
  variants: VariantNames,
  halves: boolean,
  checks: readonly string[] = Object.keys(runtimeChecks),
): void {
  describe(name, () => {
    const open = new BoundedHost(openHost);
    let heading = '';
    let hasHalves: boolean | undefined;
    let software: boolean | undefined;
    const outcomes = new Map<string, readonly Outcome[]>();

    beforeAll(async () => {
      const { ask, version } = await open.host();
      const adapter = await ask('adapter');
      hasHalves = adapter.halves;
      software = adapter.software;
      heading = `${version} on ${adapter.name}${adapter.software ? ' (software)' : ''}`;
    });

    afterAll(async () => {
      await open.close();
      process.stdout.write(`\n${table(heading, outcomes)}\n${open.memory}\n`);
    });

    test('computes on a software adapter', () => {
      expect(software, heading).toBe(true);
    });

    test(halves ? 'has halves' : 'has no halves', () => {
      expect(hasHalves).toBe(halves);
    });

    for (const op of Object.keys(cases) as OpName[]) {
      const kinds = halves && ops[op].halves.length > 0 ? [false, true] : [false];
      describe(op, () => {
        const offered: string[] = [];

        beforeAll(async () => {
          const first = await open.host();
          offered.push(...(await first.ask('variants', op)));
          for (const variant of offered) {
            for (const kind of kinds) {
              const { ask } = await open.host();
              outcomes.set(keyOf(op, variant, kind), await ask('parity', op, variant, kind));
            }
          }
        });

        test('has the variants available on this device', () => {
          expect(offered).toEqual([PLAIN, ...(variants[op] ?? [])]);
        });

        test.each(casesOf(op).map((one) => nameOf(one)))('%s', (one) => {
          for (const variant of offered) {
            for (const kind of kinds) {
              const key = keyOf(op, variant, kind);
              const outcome = outcomes.get(key)?.find((candidate) => candidate.name === one);
              expect(outcome, `this case of ${key} was not run`).toBeDefined();
              expect(outcome?.faults, key).toEqual([]);
            }
          }
        });
      });
    }

    describe('runtime', () => {
      test.each(checks)('%s', async (check) => {
        const { ask } = await open.host();
        expect(await ask('runtime', check)).toBeNull();
      });
    });

    // Declared last: every kernel and check has run by then.
    test('uses at most 4 GiB in any process', () => {
      expect(open.peak).toBeLessThanOrEqual(MOST_BYTES);
    });
  });
}

const keyOf = (op: OpName, variant: string, halves: boolean) => `${op} ${variant}${halves ? ', halves' : ''}`;

/** Op, number of cases, and the worst error in units of the tolerance. */
function table(heading: string, outcomes: ReadonlyMap<string, readonly Outcome[]>): string {
  const rows = [...outcomes].map(([op, list]) => {
    const worst = Math.max(...list.map((outcome) => outcome.worst));
    const verdict = worst > 1 ? '  FAILED' : '';
    return `${op.padEnd(38)}${String(list.length).padStart(5)}${worst.toFixed(3).padStart(18)}${verdict}`;
  });
  return [heading, `${'kernel'.padEnd(38)}cases   error/tolerance`, ...rows].join('\n');
}
