import type { Browser, WebWorker } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/browsers.ts';
import { type Served, servePage } from '../../scripts/start/serve.ts';
import { queryOfSettings } from '../../src/client/address.ts';
import type { RunRequest } from '../../src/client/run_request.ts';
import { Driven } from './drive.ts';

// 300 captions in minibatches of 32: an epoch has 10 steps.
const request: RunRequest = {
  source: { kind: 'scenes', train: 60, val: 10, test: 10 },
  options: { hiddenDim: 16, wordvecDim: 8, batchSize: 32, numEpochs: 4, outputDropout: 0.2 },
};

let served: Served;
let browser: Browser;
let driven: Driven;
let whole: ReadonlyMap<number, number>;
/** Opens the page and begins the run; the ticks of its watch, five seconds apart, come when `tick` is called. */
const begin = async () => {
  driven = await Driven.open(browser, served.withKey(queryOfSettings(request)));
  await driven.next('dataset', 0);
  await worker().evaluate(() => {
    const { setInterval: real } = self;
    const setInterval = (act: () => void, every: number) => {
      if (every === 5000) Object.assign(self, { tick: act });
      return every === 5000 ? 0 : real(act, every);
    };
    Object.assign(self, { setInterval });
  });
  await driven.click('#start');
};
const lossesSince = (mark: number) =>
  new Map(driven.events.slice(mark).flatMap((event) => (event.type === 'step' ? [[event.step, event.loss]] : [])));
const worker = () => driven.page.workers()[0] as WebWorker;
beforeAll(async () => {
  served = await servePage();
  browser = await launchChromium({ software: true });
  await begin();
  await driven.next('finished', 0);
  whole = lossesSince(0);
  await driven.close();
});
afterEach(() => driven.close());
afterAll(async () => {
  await browser?.close();
  served?.close();
});

/** What is done in the worker to take the device away. */
const ways = {
  'is lost': () => {
    const { createCommandEncoder } = GPUDevice.prototype;
    GPUDevice.prototype.createCommandEncoder = function (...given) {
      GPUDevice.prototype.createCommandEncoder = createCommandEncoder;
      const encoder = createCommandEncoder.apply(this, given);
      this.destroy();
      return encoder;
    };
  },
  'no longer answers': () => {
    const { mapAsync } = GPUBuffer.prototype;
    const { destroy } = GPUDevice.prototype;
    GPUBuffer.prototype.mapAsync = () => new Promise(() => {});
    const tick: unknown = Reflect.get(self, 'tick');
    if (typeof tick === 'function') for (let i = 0; i < 10_000; i++) setTimeout(() => tick(), 500);
    // Whoever gives the device up gets another one, which answers.
    GPUDevice.prototype.destroy = function () {
      GPUBuffer.prototype.mapAsync = mapAsync;
      GPUDevice.prototype.destroy = destroy;
      destroy.call(this);
    };
  },
} as const;

describe.each(Object.entries(ways))('a device that %s under a run', (_, take) => {
  it('lets it continue from the kept state on another, with the bits of an uninterrupted run', async () => {
    await begin();
    const { run, step: kept } = await driven.next('kept', 0);
    await driven.next('step', 0, ({ step }) => step === kept + 2);
    await worker().evaluate(take);
    await driven.page.waitForSelector('#fault');
    const failed = await driven.next('failed', 0);
    expect(failed).toMatchObject({ during: 'run', name: 'DeviceError', fault: { where: 'WebGPU device' } });
    const now = driven.last('kept')?.step ?? 0;
    expect(failed.fault?.remedy).toContain(`Continue from step ${now}, which is kept`);
    expect(await driven.text('#again')).toBe(`Continue from step ${now}`);
    expect(await driven.text('#kept-run')).toMatch(/This run is kept in this browser/);

    const mark = driven.events.length;
    await driven.click('#again');
    await driven.next('finished', mark);
    const after = lossesSince(mark);
    expect([...after]).toEqual([...whole].filter(([step]) => step > now));
    expect(driven.last('kept')).toMatchObject({ run, step: 40 });
    expect(driven.errors).toEqual([]);
  });
});
