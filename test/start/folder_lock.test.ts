import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from '../../scripts/start/folder_lock.ts';
import { StorageError } from '../../src/errors.ts';
import { root } from '../house/sources.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fourgate-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lockPath = () => join(folder, '.lock');
const write = (holder: object) => writeFileSync(lockPath(), JSON.stringify(holder));
const own = { host: hostname(), began: '', since: '2026-11-22T10:00:00.000Z' };

/** A process that locks the folder and does nothing more; resolves once it has it. */
async function otherProcess() {
  const script = `
    const { lockFolder } = await import(${JSON.stringify(join(root, 'scripts/start/folder_lock.ts'))});
    lockFolder(${JSON.stringify(folder)});
    process.stdout.write('locked');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { cwd: root });
  await new Promise((locked) => child.stdout.once('data', locked));
  return child;
}

describe('a folder of checkpoints', () => {
  it('is created, and locked by one process at a time, which the other is told', async () => {
    const child = await otherProcess();
    try {
      expect(() => lockFolder(folder)).toThrow(StorageError);
      expect(() => lockFolder(folder)).toThrow(new RegExp(`process ${child.pid} has had since 20`));
    } finally {
      child.kill('SIGKILL');
      await new Promise((ended) => child.once('close', ended));
    }
    // What a killed process has left is no obstacle.
    const release = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(new RegExp(`process ${process.pid} `));
    release();
    expect(readdirSync(folder)).toEqual([]);
    lockFolder(join(folder, 'a', 'b'))();
    expect(readdirSync(join(folder, 'a', 'b'))).toEqual([]);
  });

  it('is left without an empty lock where the disk has no room for what is in it', () => {
    const script = `
      const { lockFolder } = await import(${JSON.stringify(join(root, 'scripts/start/folder_lock.ts'))});
      lockFolder(${JSON.stringify(folder)});`;
    // No file may grow.
    const limited = ['-c', 'ulimit -f 0; exec "$@"', 'sh', process.execPath];
    const { status, stderr } = spawnSync('sh', [...limited, '--import', 'tsx', '--input-type=module', '-e', script], {
      cwd: root,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining('expected a folder that can be written to, found EFBIG'),
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is not locked by another process with the same number', () => {
    write({ ...own, pid: process.pid, began: 'long ago' });
    lockFolder(folder)();
  });

  it('may be locked by a process on another machine, which cannot be checked', () => {
    const ended = spawnSync(process.execPath, ['--version']).pid;
    write({ ...own, pid: ended, host: 'elsewhere' });
    expect(() => lockFolder(folder)).toThrow(/process \d+ on elsewhere has had since 2026-11-22T10:00:00.000Z.*remove/);
    write({ ...own, pid: ended });
    lockFolder(folder)();
  });

  it.each(['', '{', 'null', '{"pid":"1"}', '[]'])('with %j in place of a lock can be locked', (text) => {
    writeFileSync(lockPath(), text);
    lockFolder(folder)();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that another process has locked since is left to it', () => {
    const release = lockFolder(folder);
    write({ ...own, pid: 1 });
    release();
    expect(readFileSync(lockPath(), 'utf8')).toContain('"pid":1');
  });

  it('that is a file cannot be locked', () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'x');
    expect(() => lockFolder(file)).toThrow(/expected a folder that can be written to/);
  });
});
