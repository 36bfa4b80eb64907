import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ServedProcess, sourceArguments } from '../../scripts/served_process.ts';
import { DeviceError } from '../../src/errors.ts';
import type { functions } from './served_child.ts';

const opened: ServedProcess<unknown>[] = [];
const progress: string[] = [];

function start() {
  const script = join(import.meta.dirname, 'served_child.ts');
  const served = new ServedProcess<typeof functions>(script, {
    execArgv: sourceArguments,
    env: { FOURGATE_TEST: 'given' },
    onProgress: (text) => progress.push(text),
  });
  opened.push(served);
  return served;
}

afterEach(async () => {
  for (const served of opened.splice(0)) await served.close();
});

describe('a process that offers functions', () => {
  it('answers each call separately, reports progress and has the given environment', async () => {
    const { ask } = start();
    const answers = await Promise.all([ask('slowly', 1), ask('sum', 2, 3), ask('environment', 'FOURGATE_TEST')]);
    expect(answers).toEqual([1, 5, 'given']);
    expect(progress).toEqual(['waiting']);
  });

  it('returns undefined and NaN', async () => {
    const { ask } = start();
    expect(await ask('nothing')).toBeUndefined();
    expect(await ask('sum', Number.NaN, 1)).toBeNaN();
  });

  it('imports shaders as text', async () => {
    expect(await start().ask('shader')).toContain('fn ');
  });

  it('passes errors on with name and message', async () => {
    const failed = start().ask('fail');
    await expect(failed).rejects.toMatchObject({ name: 'DataError' });
    await expect(failed).rejects.toThrow(/here: expected one thing, found another/);
  });

  it('fails pending and later calls when it ends, with its exit code', async () => {
    const served = start();
    await expect(served.ask('end', 7)).rejects.toThrow(/Node process.*ended with code 7/);
    await expect(served.ask('sum', 1, 1)).rejects.toThrow(DeviceError);
  });

  it('ends when the process that forked it is killed', async () => {
    const parent = spawn(process.execPath, [...sourceArguments, join(import.meta.dirname, 'served_parent.ts')]);
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(process.kill(pid, 0)).toBe(true);
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(/ESRCH/), { timeout: 60_000 });
  });

  it('ends when it is closed', async () => {
    const served = start();
    await served.ask('sum', 1, 1);
    await served.close();
    expect(() => process.kill(served.pid ?? 0, 0)).toThrow(/ESRCH/);
  });
});
