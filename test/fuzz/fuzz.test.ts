import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Campaign, type Finding } from './campaign.ts';
import { formats } from './formats.ts';
import { Children, fuzz } from './fuzz.ts';

const FEW = 60;

describe.each(formats)('damaged $name', (format) => {
  it('is refused by an error that says what is wrong, or reads as a whole file', async () => {
    const findings: unknown[] = [];
    const campaign = await Campaign.open(format);
    const block = { format: format.name, seed: 2026, from: 0, count: FEW };
    let inputs = 0;
    const next = await campaign.run(
      block,
      () => inputs++,
      (verdict, input, how) => {
        if (typeof verdict === 'object') findings.push({ input, how, ...verdict });
      },
    );
    expect(findings).toEqual([]);
    expect([inputs, next]).toEqual([FEW, FEW]);
  });

  it('is the same for the same seed, whichever inputs came before', async () => {
    const [one, other] = [await Campaign.open(format), await Campaign.open(format)];
    for (const number of [0, 1, 2, 3]) one.input(1, number);
    expect(one.input(1, 4).mutated).toEqual(other.input(1, 4).mutated);
    const different = Array.from({ length: 20 }, (_, number) => other.input(2, number).mutated.how);
    expect(new Set(different).size).toBeGreaterThan(10);
  });
});

describe('a reader that is corrupted by one of its files', () => {
  it('is found, and reads no further files', async () => {
    let spoilt = false;
    const read = async ([first = 0]: Uint8Array) => {
      if (first === 255) spoilt = true;
      return spoilt ? 0 : first;
    };
    const originals = async () => [{ name: 'one byte', bytes: Uint8Array.of(7), read }];
    const spoil = () => ({ bytes: Uint8Array.of(255), how: 'spoils' });
    const campaign = await Campaign.open({
      name: 'planted',
      originals,
      mutators: Array.from({ length: 50 }, () => spoil),
    });
    const findings: unknown[] = [];
    const block = { format: 'planted', seed: 1, from: 0, count: 100 };
    const next = await campaign.run(
      block,
      () => {},
      (verdict, input) => typeof verdict === 'object' && findings.push([input, verdict.finding]),
    );
    expect(findings).toEqual([[19, expect.stringContaining('the valid file "one byte" gives other numbers')]]);
    expect(next).toBe(20);
  });
});

describe('a process that runs inputs', () => {
  const plan = { seed: 1, from: 0, inputs: 3, minutes: Number.POSITIVE_INFINITY, jobs: 1 };
  const script = join(import.meta.dirname, 'planted_child.ts');
  // What ends by itself ends in any time: the machine may be busy. Only what never ends is waited for in vain.
  const children = new Children({ seconds: 600, bytes: 2 ** 30 }, script);
  const impatient = new Children({ seconds: 4, bytes: 2 ** 30 }, script);

  it.each([
    ['loop', 'not done after 4 s'],
    ['wait', 'not done after 4 s'],
    ['memory', /^took \d+ MB, more than 1024 MB$/],
    ['abort', /^ended the process with SIGABRT/],
    ['spoilt', 'no longer reads'],
  ])('ends at an input that causes a %s, and the next inputs run in another', async (name, what) => {
    const findings: Finding[] = [];
    const watched = name === 'loop' || name === 'wait' ? impatient : children;
    const reports = await fuzz({ ...plan, formats: [name] }, watched, (finding) => findings.push(finding));
    expect(findings).toEqual([expect.objectContaining({ format: name, input: 1, what: expect.stringMatching(what) })]);
    expect(reports).toEqual([expect.objectContaining({ format: name, refused: 2, findings: 1 })]);
  });

  it('reports nothing without a fault', async () => {
    const reports = await fuzz({ ...plan, formats: ['none'] }, children, () => {});
    expect(reports).toEqual([expect.objectContaining({ refused: 3, same: 0, other: 0, findings: 0 })]);
  });
});
