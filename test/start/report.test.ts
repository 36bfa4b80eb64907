import { expect, test } from 'vitest';
import { endedWithBrowser } from '../../scripts/start/report.ts';

import { failedEvent, lostRun } from '../../src/worker/faults.ts';

const lost = lostRun({ where: 'WebGPU device', expected: 'a device that lasts', found: 'a lost one' }, 60, {
  step: 50,
  place: 'browser',
});

test('a run that a browser kept cannot be continued once the command has ended, and the command says so', () => {
  expect(endedWithBrowser(failedEvent(lost, 'run')).join()).toMatch(/lost when this command ends.*--checkpoints DIR/);
  expect(endedWithBrowser(failedEvent(lost, 'load'))).toEqual([]);
});
