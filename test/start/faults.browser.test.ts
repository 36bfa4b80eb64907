import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { root } from '../house/sources.ts';
import { groupsStartedBy, leftOf, processes } from '../support/processes.ts';
import { runScript } from './run_script.ts';

const LATEST = 'latest.safetensors';
const tiny = '--headless --backend cpu --pictures 60 --hidden 16 --wordvec 8 --batch 32 --validate-images 8'.split(' ');

let place: string;
const within = (...names: string[]) => join(place, ...names);
const start = (line: readonly string[], watch?: Parameters<typeof runScript>[2]) => runScript('train', line, watch);
const stepIn = (...names: string[]) => decodeCheckpoint(readFileSync(within(...names)), LATEST).training?.step ?? 0;
/** Epochs that a command has ended. */
const epochs = (out: string) => out.match(/^epoch \d+ /gm)?.length ?? 0;

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'fourgate-test-'));
});
afterAll(() => rmSync(place, { recursive: true }));

describe('a killed npm start', () => {
  const folder = () => within('killed');
  const line = () => [...tiny, '--checkpoints', folder(), '--epochs'];

  it('leaves a complete checkpoint, and no browser; its folder is locked until then', async () => {
    let groups: number[] = [];
    let other: ReturnType<typeof start> | undefined;
    const killed = await start([...line(), '5000'], (child, out) => {
      if (epochs(out) < 2 || other) return;
      groups = groupsStartedBy(child.pid ?? 0);
      other = start([...line(), '1']).finally(() => child.kill('SIGKILL'));
    });
    expect(killed.code).toBe(null);
    const refused = await other;
    expect(refused?.code).toBe(1);
    expect(refused?.err).toMatch(
      /killed: expected a folder that no other run keeps checkpoints in, found one that process \d+ has had/,
    );
    expect(groups.length).toBeGreaterThan(0);
    await expect.poll(() => leftOf(groups)).toEqual([]);
    expect(stepIn('killed', LATEST)).toBeGreaterThanOrEqual(10);
  });

  it('is resumed by the same command with --resume; its partial file is deleted', async () => {
    const done = stepIn('killed', LATEST);
    writeFileSync(within('killed', `${LATEST}.part`), 'half');
    const until = String(done / 10 + 2);
    const { code, out, err } = await start([...line(), until, '--resume']);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^kept {8}step ${done + 20} of this run is kept in .*killed`, 'm'));
    expect(epochs(out)).toBe(2);
    expect(readdirSync(folder()).filter((name) => !/^(latest|best|epoch-\d+)\.safetensors$/.test(name))).toEqual([]);
  });
});

it('a command started by npm ends when npm is killed', async () => {
  const line = [
    '--import',
    'tsx',
    '--import',
    './scripts/raw_loader.mjs',
    'command/fourgate.ts',
    'train',
    ...tiny,
    '--epochs',
    '5000',
  ];
  // As npm does it: with a shell in between, which waits.
  const shell = `require('child_process').spawn('sh', ['-c', '"$@"; true', '-', process.execPath, ...${JSON.stringify(line)}], { stdio: 'inherit' })`;
  const env = { ...process.env, npm_lifecycle_event: 'start', npm_package_name: 'fourgate' };
  const npm = spawn(process.execPath, ['-e', shell], { cwd: root, env });
  await new Promise<void>((trains) => npm.stdout.on('data', (text) => /^step /m.test(String(text)) && trains()));
  const childOf = (pid?: number) => processes().find(({ parent }) => parent === pid);
  const command = childOf(childOf(npm.pid)?.pid);
  const groups = groupsStartedBy(command?.pid ?? 0);
  expect(groups.length).toBeGreaterThan(0);
  npm.kill('SIGKILL');
  await expect.poll(() => leftOf(groups)).toEqual([]);
  await expect.poll(() => processes().filter(({ pid }) => pid === command?.pid)).toEqual([]);
});

describe('npm start whose checkpoints', () => {
  it('cannot be saved continues, says what is kept, and exits with 1', async () => {
    const folder = within('full');
    let faults = 0;
    const { code, out, err } = await start([...tiny, '--checkpoints', folder, '--epochs', '40'], (_, soFar) => {
      if (faults === 0 && epochs(soFar) > 1) {
        faults = 1;
        // The kernel's own full disk.
        symlinkSync('/dev/full', join(folder, `${LATEST}.part`));
      } else if (faults === 1 && soFar.includes('ENOSPC')) {
        faults = 2;
        renameSync(folder, within('moved'));
        writeFileSync(folder, 'a file');
      }
    });
    expect(faults).toBe(2);
    expect(code).toBe(1);
    expect(out).toMatch(/^warning +not kept: .*latest\.safetensors.*ENOSPC.*existing checkpoints are unchanged/m);
    expect(out).toMatch(/^done +400 steps/m);
    expect(err).toMatch(
      /full: expected step 400 to be kept, found .*(ENOTDIR|EEXIST).* In the end nothing of this run is kept in .*full/,
    );
    expect(stepIn('moved', LATEST)).toBeGreaterThanOrEqual(10);
    expect(existsSync(within('moved', `${LATEST}.part`))).toBe(false);
  });

  it('are damaged still begins a new run, with weights of any file name, and loses nothing', async () => {
    const folder = within('damaged');
    cpSync(within('killed'), folder, { recursive: true });
    cpSync(within('killed', LATEST), within('weights.bin'));
    writeFileSync(join(folder, LATEST), 'no checkpoint');
    const { code, out, err } = await start([
      ...tiny,
      '--checkpoints',
      folder,
      '--weights',
      within('weights.bin'),
      '--epochs',
      '1',
    ]);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toMatch(/^checkpoint {2}weights\.bin: lstm, 16 hidden units/m);
    expect(out).toMatch(/^checkpoints those of an earlier run are now in .*earlier-1$/m);
    expect(readdirSync(folder).sort()).toEqual(['best.safetensors', 'earlier-1', 'epoch-1.safetensors', LATEST]);
    expect(readdirSync(join(folder, 'earlier-1')).sort()).toEqual(readdirSync(within('killed')).sort());
  });
});

describe('a command that would wait forever', () => {
  it('reports a file without weights', async () => {
    writeFileSync(within('notes.txt'), 'no weights at all');
    const { code, out } = await start([...tiny, '--weights', within('notes.txt')]);
    expect(code).toBe(1);
    expect(out).toMatch(/^notes\.txt.*: expected/m);
  });

  it('npm run eval ends on a signal, with its browser', async () => {
    let groups: number[] = [];
    const ended = await runScript(
      'eval',
      ['--checkpoint', within('killed', LATEST), '--backend', 'cpu'],
      (child, out) => {
        if (groups.length > 0 || !/^data /m.test(out)) return;
        groups = groupsStartedBy(child.pid ?? 0);
        child.kill('SIGTERM');
      },
    );
    expect(ended).toMatchObject({ code: 143, err: '' });
    expect(groups.length).toBeGreaterThan(0);
    await expect.poll(() => leftOf(groups)).toEqual([]);
  });

  it.each([
    ['train', ['--weights', '.'], /\.: expected a checkpoint, found a folder/],
    ['train', ['--checkpoints', 'package.json'], /package\.json: expected a folder that can be written to/],
    ['eval', ['--checkpoint', 'src'], /src: expected a checkpoint, found a folder/],
    [
      'eval',
      ['--checkpoint', 'package.json', '--out', 'no/such/x.json'],
      /x\.json: expected a place for a file, found no such/,
    ],
  ] as const)('npm run %s %j is refused before a browser starts', async (script, line, words) => {
    const { code, out, err } = await runScript(script, line);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toMatch(words);
  });
});
