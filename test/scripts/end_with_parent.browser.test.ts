import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { root } from '../house/sources.ts';
import { groupsStartedBy, leftOf } from '../support/processes.ts';

const temporary = mkdtempSync(join(tmpdir(), 'fourgate-test-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));
const homes = () => readdirSync(temporary).filter((name) => name.startsWith('fourgate-'));

it.each(['launchChromium', 'launchFirefox'])(
  '%s: the browser ends with the process that launched it, when that is killed, and leaves nothing',
  async (launch) => {
    const script = `
      const browsers = await import(${JSON.stringify(join(root, 'scripts/browsers.ts'))});
      await browsers.${launch}();
      process.stdout.write('launched');
      setInterval(() => {}, 1000);`;
    const env = { ...process.env, TMPDIR: temporary };
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { cwd: root, env });
    await new Promise((launched) => child.stdout.once('data', launched));
    const groups = groupsStartedBy(child.pid ?? 0);
    expect(leftOf(groups).length).toBeGreaterThan(2);
    expect(homes()).toHaveLength(1);
    child.kill('SIGKILL');
    await expect.poll(() => leftOf(groups)).toEqual([]);
    expect(homes()).toEqual([]);
  },
);
