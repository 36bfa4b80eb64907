import { expect, it } from 'vitest';
import { runScript } from './run_script.ts';

/** A ninth of the steps of the defaults, over fewer pictures: colours are learnt by then, shapes are not. */
const short = '--pictures 1200 --epochs 12 --validate-every 0'.split(' ');

it('npm start learns from pixels, and words depend most on pixels of what they name', async () => {
  const args = ['--features', 'pixels', '--browser', 'firefox', '--headless', ...short];
  const { code, out, err } = await runScript('train', args);
  expect([code, err]).toEqual([0, '']);
  const [, below] = /^last ten .*, ([\d.]+) % below the first$/m.exec(out) ?? [];
  expect(Number(below)).toBeGreaterThan(70);
  const [, share, words] = /^saliency {4}([\d.]+) %: of (\d+) words that name colour or shape/m.exec(out) ?? [];
  // An object covers a tenth of its picture or so. The whole training ends at more than 80 % of a thousand words.
  expect(Number(words)).toBeGreaterThan(100);
  expect(Number(share)).toBeGreaterThan(60);
});
