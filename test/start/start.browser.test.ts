import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runScript } from './run_script.ts';
import { writeSmallFolder } from './small_folder.ts';

const tiny = '--headless --hidden 16 --wordvec 8 --batch 16'.split(' ');

const start = runScript.bind(undefined, 'train');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fourgate-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('npm start', () => {
  it('trains on Scenes, reports the run and exits with 0', async () => {
    const { code, out, err } = await start([...tiny, '--pictures', '60', '--iterations', '40', '--lr', '0.03']);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toMatch(/^data {8}Scenes: train 60 pictures, 300 captions; val /m);
    expect(out).toMatch(/^adapter {5}.*swiftshader.* a software adapter, not a GPU/im);
    expect(out).toMatch(/^step 40\/40 {2}loss [\d.]+ \(mean of ten\) {2}[\d.,]+ captions\/s {2}0:00 left$/m);
    const [, first, expected] = /^first loss {2}([\d.]+); expected ([\d.]+)/m.exec(out) ?? [];
    expect(Math.abs(Number(first) / Number(expected) - 1)).toBeLessThan(0.05);
    expect(out).toMatch(/^last ten {4}[\d.]+ mean loss, [\d.]+ % below the first$/m);
    expect(out).toMatch(/^accuracy {4}[\d.]+ %: greedy captions of \d+ of 500 test pictures/m);
    expect(out).toMatch(
      /^not there {3}[\d.]+ %: [\d,]+ captions? with an object, size, place or background that is not there/m,
    );
    expect(out).toMatch(/^epoch \d+ +validation .*CIDEr [\d.]+ {2}main object [\d.]+ % {2}not there [\d.]+ %/m);
    expect(out.match(/^test \d+ +[✓✗] .+\n +=( \w+)+$/gm)).toHaveLength(10);
  });

  it('trains a CS231n folder', async () => {
    const files = await writeSmallFolder(join(folder, 'small'));
    expect(files.length).toBeGreaterThan(6);
    const run = ['--data', join(folder, 'small'), '--cell', 'rnn', '--iterations', '3', '--max-train', '40'];
    const { code, out, err } = await start([...tiny, ...run, '--backend', 'cpu']);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toMatch(/^data {8}small: train 24 pictures, 40 captions; /m);
    expect(out).toMatch(/^adapter {5}CPU/m);
    expect(out).toMatch(/^model {7}rnn, 16 hidden units/m);
    expect(out).not.toContain('accuracy');
    expect(out.match(/^test \d+ +.+\n +=( \w+)+$/gm)).toHaveLength(8);
  });

  it('reports what is wrong with a file, and exits with 1', async () => {
    const paths = await writeSmallFolder(join(folder, 'broken'));
    const captions = paths.find((path) => path.endsWith('captions.h5')) ?? '';
    await writeFile(captions, (await readFile(captions)).subarray(0, 1000));
    const { code, out } = await start([...tiny, '--data', join(folder, 'broken')]);
    expect(code).toBe(1);
    expect(out).toMatch(/coco2014_captions\.h5.*: expected .*, found /);
  });

  it('stops at Ctrl-C and takes its browser with it', async () => {
    const temporary = await mkdtemp(join(folder, 'temporary-'));
    const homes = async () => (await readdir(temporary)).filter((name) => name.startsWith('fourgate-'));
    let during: readonly string[] | undefined;
    const interrupt = async (child: ChildProcess, out: string) => {
      if (during || !/^step /m.test(out)) return;
      during = [];
      during = await homes();
      child.kill('SIGINT');
    };
    const { code } = await start([...tiny, '--pictures', '60', '--epochs', '1000'], interrupt, temporary);
    expect(during).toHaveLength(1);
    expect(code).toBe(130);
    expect(await homes()).toEqual([]);
  });

  it.each([
    ['--help', 0, /--data DIR[\s\S]*--seed N/],
    ['--data /no/such/folder', 1, /--data \/no\/such\/folder: expected a CS231n/],
  ])('%s exits with %i', async (line, code, text) => {
    const ended = await start(line.split(' '));
    expect(ended.code).toBe(code);
    expect(code === 0 ? ended.out : ended.err).toMatch(text);
  });
});
