import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { typed, withOptions } from '../../scripts/typed.ts';

const root = resolve(import.meta.dirname, '../..');

const imports = ['--import', 'tsx', '--import', './scripts/raw_loader.mjs'];

function fourgate(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...imports, 'command/fourgate.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}

describe('fourgate', () => {
  it('lists its commands', () => {
    const { code, out } = fourgate();
    expect(code).toBe(0);
    expect([...out.matchAll(/^ {2}(\w+) +\w/gm)].map(([, name]) => name)).toEqual([
      'train',
      'eval',
      'prepare',
      'caption',
      'bench',
    ]);
    expect(fourgate('--help').out).toBe(out);
    expect(fourgate('--version').out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('hands a command its options', () => {
    const { code, err } = fourgate('caption', '--checkpoint', '/no/such/file', 'picture.jpg');
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/\/no\/such\/file: expected a checkpoint, found no such file/),
    ]);
  });

  it('ends without a word, and gives its folder back, where nobody reads what it prints', async () => {
    const unread = async (...args: string[]) => {
      const child = spawn(process.execPath, [...imports, 'command/fourgate.ts', ...args], { cwd: root });
      child.stdout.destroy();
      let err = '';
      child.stderr.on('data', (data) => {
        err += data;
      });
      return new Promise((done) => child.on('close', (code) => done({ code, err })));
    };
    expect(await unread('--help')).toEqual({ code: 141, err: '' });
    const folder = mkdtempSync(join(tmpdir(), 'fourgate-unread-'));
    const run = ['train', '--node', '--backend', 'cpu', '--pictures', '10', '--iterations', '2', '--hidden', '4'];
    expect(await unread(...run, '--checkpoints', folder)).toEqual({ code: 141, err: '' });
    expect(readdirSync(folder)).not.toContain('.lock');
    rmSync(folder, { recursive: true });
  });

  it('names the command that was probably meant', () => {
    expect(fourgate('trian')).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /fourgate: expected one of train, eval, .*found trian\. Did you mean train\?\nfourgate --help/,
      ),
    });
  });
});

describe('the name of a command', () => {
  beforeEach(() => {
    vi.stubEnv('npm_lifecycle_event', undefined);
    vi.stubEnv('npm_package_name', 'fourgate');
  });
  afterEach(() => void vi.unstubAllEnvs());

  it.each([
    ['start', 'npm start', 'npm start -- --help'],
    ['npx', 'fourgate train', 'fourgate train --help'],
    ['test', 'fourgate train', 'fourgate train --help'],
    [undefined, 'fourgate train', 'fourgate train --help'],
  ])('is what the user typed: %s', (script, name, line) => {
    vi.stubEnv('npm_lifecycle_event', script);
    expect(typed('train')).toBe(name);
    expect(withOptions(typed('train'), '--help')).toBe(line);
  });

  it('is that of its neighbours, which say what to type next', () => {
    vi.stubEnv('npm_lifecycle_event', 'prepare-data');
    expect(typed('train')).toBe('npm start');
    vi.stubEnv('npm_package_name', 'another');
    expect(typed('train')).toBe('fourgate train');
  });
});
