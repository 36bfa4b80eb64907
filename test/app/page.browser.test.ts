import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/browsers.ts';
import { type Served, servePage } from '../../scripts/start/serve.ts';
import { queryOf, type RunRequest } from '../../src/client/run_request.ts';
import { Driven } from './drive.ts';

type Browser = Awaited<ReturnType<typeof launchChromium>>;

const request: RunRequest = {
  source: { kind: 'scenes', train: 200, val: 20, test: 20 },
  options: { hiddenDim: 32, wordvecDim: 16, batchSize: 32, numEpochs: 2, iterations: 40, learningRate: 0.01 },
};
/** An origin that is not secure: browsers offer no WebGPU there. */
const insecure = 'insecure.test';

let served: Served;
let browser: Browser;
let driven: Driven;
beforeAll(async () => {
  served = await servePage('index.html', [], [insecure]);
  browser = await launchChromium({ args: [`--host-resolver-rules=MAP ${insecure} 127.0.0.1`] });
});
afterAll(async () => {
  await browser?.close();
  served?.close();
});

describe('the page, on WebGPU', () => {
  beforeAll(async () => {
    driven = await Driven.open(browser, served.withKey(queryOf(request)));
    await driven.page.evaluate(countChanges);
    await driven.next('finished', 0);
  });
  afterAll(() => driven.close());

  it('trains: the loss begins where it should and falls', async () => {
    expect(driven.errors).toEqual([]);
    const losses = driven.of('step').map(({ loss }) => loss);
    expect(losses).toHaveLength(40);
    const expected = driven.last('started')?.expectedFirstLoss ?? 0;
    expect(Math.abs((losses[0] ?? 0) / expected - 1)).toBeLessThan(0.05);
    const end = losses.slice(-10).reduce((sum, loss) => sum + loss, 0) / 10;
    expect(end).toBeLessThan(0.7 * expected);
    expect(await driven.text('#at-step')).toBe('40 / 40');
    expect(await driven.text('#state')).toBe('Finished');
  });

  it('names the adapter, and says that it is a software one', async () => {
    expect(driven.last('ready')?.webgpu).toMatchObject({ software: true });
    expect(await driven.text('#adapter')).toMatch(/swiftshader.*software adapter, not a GPU/i);
  });

  it('shows held-out pictures, each with a caption, and what was measured', async () => {
    const cards = await driven.page.$$eval('#grid li', (items) =>
      items.map((item) => {
        const canvas = item.querySelector('canvas');
        const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        return { colours: new Set(pixels).size, caption: item.querySelector('.caption')?.textContent ?? '' };
      }),
    );
    expect(cards).toHaveLength(12);
    for (const { colours, caption } of cards) {
      expect(colours).toBeGreaterThan(3);
      expect(caption).toMatch(/^\w+/);
    }
    expect(driven.last('finished')?.accuracy?.pictures).toBe(20);
    expect(await driven.text('#result')).toContain('of 20 test pictures');
  });

  it('keeps rendering while it trains, and shows its steps at most once per frame', async () => {
    const { frames, changes } = await driven.page.evaluate(() => window.counted);
    const others = driven.events.filter(({ type }) => type !== 'step').length;
    expect(frames).toBeGreaterThan(0);
    expect(changes).toBeGreaterThan(0);
    expect(changes).toBeLessThanOrEqual(frames + others);
  });

  it('takes one step at a time, resumes, pauses and stops', async () => {
    let mark = driven.events.length;
    const steps = () => driven.events.slice(mark).filter(({ type }) => type === 'step').length;
    /** A step that is not held would have come before the answer to a question that is asked now. */
    let picture = 0;
    const answered = async () => {
      const from = driven.events.length;
      picture += 1;
      await driven.click(`#grid li:nth-child(${picture}) .pick`);
      await driven.next('described', from);
    };
    await driven.click('#step');
    expect((await driven.next('paused', mark)).step).toBe(1);
    await answered();
    expect(steps()).toBe(1);
    expect(await driven.text('#state')).toBe('Paused');
    const between = driven.events.length;
    await driven.click('#step');
    expect((await driven.next('paused', between)).step).toBe(2);
    expect(steps()).toBe(2);

    await driven.click('#pause');
    await driven.next('step', mark, ({ step }) => step === 6);
    const before = driven.events.length;
    await driven.click('#pause');
    const paused = await driven.next('paused', before);
    expect(paused.step).toBeLessThan(40);
    await answered();
    expect(steps()).toBe(paused.step);
    expect(await driven.text('#at-step')).toBe(`${paused.step} / 40`);

    await driven.click('#stop');
    expect(await driven.next('finished', mark)).toMatchObject({ step: paused.step, stopped: true });
    expect(steps()).toBe(paused.step);
    await driven.page.waitForSelector('#start');
    mark = driven.events.length;
    await driven.click('#start');
    expect((await driven.next('finished', mark)).stopped).toBe(false);
  });

  it('asks before a run is discarded, and only then', async () => {
    const asks = () =>
      driven.page.evaluate(() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true })));
    expect(await asks()).toBe(false);
    const mark = driven.events.length;
    await driven.click('#step');
    await driven.next('paused', mark);
    expect(await asks()).toBe(true);
    await driven.click('#stop');
    await driven.next('finished', mark);
    expect(await asks()).toBe(false);
  });

  it('does not start with invalid numbers', async () => {
    const set = (value: string) =>
      driven.page.$eval(
        '#set-hiddenDim',
        (input, text) => {
          (input as HTMLInputElement).value = text;
          input.dispatchEvent(new Event('change', { bubbles: true }));
        },
        value,
      );
    await set('12.5');
    await driven.page.waitForSelector('#start[aria-disabled=true]');
    expect(await driven.text('#set-hiddenDim-wrong')).toContain('whole number');
    await set('16');
    await driven.page.waitForSelector('#start:not([aria-disabled=true])');
  });
});

describe('the page, without WebGPU', () => {
  it('says why, and trains on the CPU when asked', async () => {
    const address = served.address.replace('127.0.0.1', insecure);
    const missing = await Driven.open(browser, address);
    expect(await missing.page.evaluate(() => 'gpu' in navigator)).toBe(false);
    expect((await missing.next('ready', 0)).webgpu).toHaveProperty('missing');
    await missing.page.waitForSelector('#no-webgpu');
    expect(await missing.text('#no-webgpu')).toMatch(/https or localhost/);
    await missing.next('dataset', 0);
    expect(await missing.page.$('#start[aria-disabled=true]')).not.toBeNull();
    await missing.click('#use-cpu');
    expect((await missing.next('started', 0)).backend).toBe('cpu');
    await missing.next('step', 0, ({ step }) => step === 3);
    expect(await missing.text('#adapter')).toContain('CPU');
    // Nor does such a page have a place to keep checkpoints: it says so, and trains all the same.
    await missing.page.waitForSelector('#not-kept');
    expect(await missing.text('#not-kept')).toMatch(/can be saved.*secure page/);
    await missing.click('#stop');
    expect((await missing.next('finished', 0)).stopped).toBe(true);
    expect(missing.errors).toEqual([]);
    await missing.close();
  });
});

declare global {
  interface Window {
    counted: { frames: number; changes: number };
  }
}

/** Runs in the page: counts its frames, and how often it shows another step. */
function countChanges(): void {
  window.counted = { frames: 0, changes: 0 };
  const ofStep = ({ target }: MutationRecord) => document.querySelector('#at-step')?.contains(target);
  new MutationObserver((records) => {
    if (records.some(ofStep)) window.counted.changes += 1;
  }).observe(document, { characterData: true, childList: true, subtree: true });
  const frame = () => {
    window.counted.frames += 1;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}
