import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runScript } from '../start/run_script.ts';

let folder: string;
let trained: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fourgate-test-'));
  const tiny = '--headless --backend cpu --pictures 60 --hidden 16 --wordvec 8 --batch 32 --lr 0.03 --epochs 2';
  const { code, out, err } = await runScript('train', [...tiny.split(' '), '--checkpoints', folder]);
  expect(err).toBe('');
  expect(code).toBe(0);
  trained = out;
});
afterAll(() => rm(folder, { recursive: true }));

const losses = (out: string) => [...out.matchAll(/^epoch \d+ +validation loss ([\d.]+)/gm)].map(([, loss]) => loss);

describe('a folder of checkpoints', () => {
  it('has the latest, the best and every epoch', async () => {
    const names = (await readdir(folder)).sort();
    expect(names).toEqual(['best', 'epoch-1', 'epoch-2', 'latest'].map((name) => `${name}.safetensors`));
  });

  it('is scored by npm run eval, as text and as JSON', async () => {
    const results = join(folder, 'results.json');
    const options = ['--images', '20', '--beam', '2', '--against-greedy', '--backend', 'cpu', '--out', results];
    const { code, out, err } = await runScript('eval', [
      '--checkpoint',
      join(folder, 'latest.safetensors'),
      ...options,
    ]);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toMatch(/^checkpoint {2}latest.safetensors: lstm, 16 hidden units.*\n +after step 20 of 20, epoch 2$/m);
    expect(out).toMatch(/^captions {4}20 test pictures, beam, beamWidth 2, in /m);
    expect(out).toMatch(/^Teacher-forced .*\n {2}loss +\d+\.\d+\n\nFree-running .*\n {2}BLEU-1 +0\.\d{4}$/m);
    expect(out).toMatch(/^ {2}at least as likely +[\d.]+ %: \d+ of 20 pictures$/m);
    expect(out).toMatch(/^accuracy +[\d.]+ %: captions of \d+ of 20 test pictures name colour and shape$/m);
    const captions = JSON.parse(await readFile(results, 'utf8'));
    expect(captions).toHaveLength(20);
    expect(Object.keys(captions[0])).toEqual(['image_id', 'caption']);
    const scores = JSON.parse(await readFile(join(folder, 'results.metrics.json'), 'utf8'));
    const [, cider] = /^ {2}CIDEr +(\S+)$/m.exec(out) ?? [];
    expect(scores.freeRunning.CIDEr.toFixed(4)).toBe(cider);
    expect(scores.againstGreedy.pictures).toBe(20);
    const [, untrue] = /^not there +[\d.]+ %: (\d+) captions? /m.exec(out) ?? [];
    expect(scores.scenes).toMatchObject({ pictures: 20, notThere: Number(untrue) });
  });

  it('is resumed', async () => {
    const line = ['--headless', '--checkpoints', folder, '--resume', '--epochs', '3'];
    const { code, out, err } = await runScript('train', line);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toMatch(/^checkpoint {2}latest.safetensors: .*\n +after step 20 of 20, epoch 2$/m);
    expect(out).toMatch(/^step 30\/30 /m);
    expect(out).not.toContain('first loss');
    expect(losses(out)).toHaveLength(1);
    expect(existsSync(join(folder, 'epoch-3.safetensors'))).toBe(true);
  });

  it('gives a new run its weights, in their sizes', async () => {
    const weights = join(folder, 'epoch-2.safetensors');
    const tiny = '--headless --backend cpu --pictures 60 --batch 32 --lr 1e-9 --epochs 1'.split(' ');
    const { code, out, err } = await runScript('train', [...tiny, '--weights', weights]);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toMatch(/^model +lstm, 16 hidden units, word vectors of 8,/m);
    expect(out).not.toContain('first loss');
    expect(losses(out)).toEqual(losses(trained).slice(1));
  });

  it('that does not exist is a fault', async () => {
    const none = join(folder, 'none');
    const { code, err } = await runScript('train', ['--headless', '--checkpoints', none, '--resume']);
    expect(code).toBe(1);
    expect(err).toContain('expected a checkpoint latest.safetensors to resume from, found none');
    const other = await runScript('train', ['--headless', '--weights', join(none, 'a.safetensors')]);
    expect(other.code).toBe(1);
    expect(other.err).toContain('a.safetensors: expected a checkpoint, found no such file');
  });
});

describe('npm run eval', () => {
  it('reports what is wrong with a checkpoint, and exits with 1', async () => {
    const garbage = join(folder, 'garbage.safetensors');
    await writeFile(garbage, 'no checkpoint at all, only words');
    const { code, err } = await runScript('eval', ['--checkpoint', garbage]);
    expect(code).toBe(1);
    expect(err).toContain('garbage.safetensors: expected weights: safetensors, ');
  });

  it.each([
    ['--help', 0, /--checkpoint FILE[\s\S]*--beam N/],
    ['--checkpoint no-such-file', 1, /no-such-file: expected a checkpoint, found no such file/],
  ])('%s exits with %i', async (line, code, text) => {
    const ended = await runScript('eval', line.split(' '));
    expect(ended.code).toBe(code);
    expect(code === 0 ? ended.out : ended.err).toMatch(text);
  });
});
