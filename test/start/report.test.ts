import { expect, test } from 'vitest';
import { accuracyLines, captionLines, endedWithBrowser, slowerLines } from '../../scripts/start/report.ts';
import { failedEvent, lostRun } from '../../src/worker/faults.ts';

const lost = lostRun({ where: 'WebGPU device', expected: 'a device that lasts', found: 'a lost one' }, 60, {
  step: 50,
  place: 'browser',
});

test('a run kept in a browser cannot be continued after the command has ended, and the command says so', () => {
  expect(endedWithBrowser(failedEvent(lost, 'run')).join()).toMatch(/lost when this command ends.*--checkpoints DIR/);
  expect(endedWithBrowser(failedEvent(lost, 'load'))).toEqual([]);
});

test('a caption is marked in words for its main object, and for what is not in the picture', () => {
  const picture = { split: 'test', image: 7, references: ['a red ring'] };
  const absent = [
    { phrase: 'blue star', word: 6 },
    { phrase: 'on black', word: 8 },
  ];
  const checks = [
    { main: true, absent: [], sentence: true },
    { main: true, absent, sentence: true },
    { main: false, absent, sentence: true },
    { main: false, absent: [], sentence: false },
  ];
  const lines = captionLines(checks.map((check) => ({ ...picture, caption: 'a red ring', check })));
  expect(lines.filter((line) => line.startsWith('test'))).toEqual([
    'test 7      ✓ a red ring',
    'test 7      ✓ a red ring  ≠ but says something that is not there: “blue star”, “on black”',
    'test 7      ✗ a red ring  ≠ says something that is not there: “blue star”, “on black”',
    'test 7      ✗ a red ring  ? not a grammatical caption',
  ]);
  expect(captionLines([{ ...picture, caption: 'a red ring' }])[2]).toBe('test 7      a red ring');
});

test('the shares of captions are reported with their counts; that of invalid ones if there are any', () => {
  const counts = { split: 'test', pictures: 500, correct: 498, untrue: 36, broken: 0 };
  const told = accuracyLines(counts);
  expect(told[0]).toBe('accuracy    99.6 %: captions of 498 of 500 test pictures name colour and shape');
  expect(told[2]).toBe('not there   7.2 %: 36 captions with an object, size, place or background that is not there');
  expect(told).toHaveLength(3);
  expect(accuracyLines({ ...counts, broken: 1 })[3]).toBe(
    'no sentence 0.2 %: 1 caption with words that form no phrase of Scenes',
  );
});

test('a CPU that is faster than the adapter is named with the flag that chooses it', () => {
  expect(slowerLines({ type: 'slower', captionsPerSecond: 208.4, onCpu: 507 })).toEqual([
    'CPU         507 captions/s, measured; this adapter: 208. Use it with --backend cpu.',
  ]);
});
