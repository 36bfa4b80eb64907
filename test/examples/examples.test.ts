import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { COLOURS, SHAPES } from '../../src/data/scenes/words.ts';
import { root } from '../house/sources.ts';

const folder = mkdtempSync(join(tmpdir(), 'fourgate-test-'));
const checkpoint = join(folder, 'captioner.safetensors');
afterAll(() => rmSync(folder, { recursive: true }));

/** The lines that an example prints. It imports this package's sources by its name, as tsconfig.json says. */
function run(name: string, ...args: string[]): string[] {
  const command = ['--import', 'tsx', join(root, 'examples', name), ...args];
  return execFileSync(process.execPath, command, { cwd: root, encoding: 'utf8' }).trim().split('\n');
}

const says = (text: string, words: readonly string[]) => words.some((word) => text.includes(word));

describe('examples', () => {
  it('train.js trains on Scenes, captions pictures and saves, in 25 lines', () => {
    expect(readFileSync(join(root, 'examples/train.js'), 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(25);
    const lines = run('train.js', checkpoint);
    const losses = lines.flatMap((line) => /loss: ([\d.]+)/.exec(line)?.[1] ?? []).map(Number);
    expect(losses[0]).toBeGreaterThan(2 * (losses.at(-1) ?? Number.NaN));
    const captions = lines.filter((line) => line.includes('(people: '));
    expect(captions).toHaveLength(3);
    for (const caption of captions) expect([says(caption, COLOURS), says(caption, SHAPES)]).toEqual([true, true]);
  });

  it('caption.js captions with the checkpoint that train.js saved', () => {
    const [said, ...captions] = run('caption.js', checkpoint);
    expect(said).toBe('trained on Scenes for 100 steps');
    expect(captions).toHaveLength(3);
    for (const caption of captions) expect(caption).toMatch(/^[a-z ]+ \([\d.]+ %\) or [a-z ]+ \([\d.]+ %\)$/);
  });

  it('own_captions.js trains on given captions, and scores them', () => {
    const lines = run('own_captions.js').join('\n');
    expect(lines).toContain("'two cats sleep on a red sofa'");
    expect(Number(/CIDEr-D ([\d.]+)/.exec(lines)?.[1])).toBeGreaterThan(5);
  });

  it('one_layer.js finds the same gradient by hand and by differences', () => {
    const [by, numerically] =
      /dx\[0\] (\S+) and numerically (\S+)/.exec(run('one_layer.js').join('\n'))?.slice(1) ?? [];
    expect(Number(by)).toBeCloseTo(Number(numerically), 8);
    expect(Math.abs(Number(by))).toBeGreaterThan(0.01);
  });

  it('in the README train on arrays in memory, save, and resume', () => {
    const blocks = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```js\n([\s\S]*?)```/g)];
    const [train = '', resume = ''] = blocks.slice(1).map(([, code]) => code);
    const program = `
      import { CaptioningRNN, CaptioningTrainer, createDataset, loadCaptioner, openBackend, saveCheckpoint, tensor } from 'fourgate';
      const backend = await openBackend('cpu');
      ${train}
      const options = { updateRule: 'adam', batchSize: 3, maxSteps: 5, verbose: false };
      const trainer = new CaptioningTrainer(model, data, options);
      await trainer.train();
      const bytes = await saveCheckpoint(model, { data, trainer });
      options.maxSteps = 9;
      { ${resume} console.log('in all', trainer.lossHistory.length); }`;
    const args = ['--import', 'tsx', '--input-type=module', '--eval', program];
    const lines = execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }).trim().split('\n');
    expect(lines[0]).toMatch(/^\(Iteration 1 \/ 50\) loss: [\d.]+$/);
    expect(lines.at(-1)).toBe('in all 9');
  });

  it('are all tested here, but for the page, which a browser runs', () => {
    expect(readdirSync(join(root, 'examples')).sort()).toEqual([
      'caption.js',
      'one_layer.js',
      'own_captions.js',
      'page.html',
      'train.js',
    ]);
  });
});
