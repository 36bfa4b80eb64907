import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/browsers.ts';
import { type Served, servePage } from '../../scripts/start/serve.ts';
import { queryOf, type RunRequest } from '../../src/client/run_request.ts';
import { Driven } from './drive.ts';

const request: RunRequest = {
  source: { kind: 'scenes', train: 200, val: 20, test: 20 },
  options: { hiddenDim: 32, wordvecDim: 16, batchSize: 32, numEpochs: 2, iterations: 40, learningRate: 0.01 },
};

let served: Served;
let browser: Awaited<ReturnType<typeof launchChromium>>;
let driven: Driven;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fourgate-inside-'));
  served = await servePage();
  browser = await launchChromium();
  driven = await Driven.open(browser, served.withKey(queryOf(request)));
  await driven.next('finished', 0);
});
afterAll(async () => {
  await browser?.close();
  served?.close();
  await rm(folder, { recursive: true });
});

/** The explanation of what `act` makes the page look at, whole. What is sent to tests as JSON has lists in place of arrays. */
async function explained(act: () => Promise<void>) {
  const from = driven.events.length;
  await act();
  const event = await driven.next('explained', from, ({ partial }) => partial !== true);
  const strip = (name: string) => Object.values(event.strips.find((one) => one.name === name)?.values ?? []);
  return { event, strip, map: Object.values(event.relevance?.maps ?? []) };
}

async function choose(name: string): Promise<void> {
  const input = await driven.page.$('#own-file');
  await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(join(folder, name));
}

describe('the states of a model, on WebGPU', () => {
  it('are shown for a held-out picture: h = o · tanh c, and c = f · c + i · g from word to word', async () => {
    const { event, strip, map } = await explained(() => driven.click('#grid li:nth-child(3) .pick'));
    const [i, f, o, g, c, h] = ['i', 'f', 'o', 'g', 'c', 'h'].map(strip);
    const [T, H] = [event.words.length, 32];
    expect(h).toHaveLength(T * H);
    for (let at = 0; at < T * H; at++) {
      const before = at < H ? 0 : (c?.[at - H] ?? Number.NaN);
      expect(c?.[at]).toBeCloseTo((f?.[at] ?? 0) * before + (i?.[at] ?? 0) * (g?.[at] ?? 0), 4);
      expect(h?.[at]).toBeCloseTo((o?.[at] ?? 0) * Math.tanh(c?.[at] ?? 0), 4);
    }
    expect(map).toHaveLength(T * 16 * 16);
    await driven.page.waitForSelector('#inside');
    expect(driven.errors).toEqual([]);
  });

  it('are shown for a user’s picture, which is the same in every EXIF orientation', async () => {
    const [width, height] = [90, 60];
    const blob = await sharp({ create: { width, height, channels: 3, background: 'white' } })
      .composite([
        { input: { create: { width: 24, height: 24, channels: 3, background: '#cc2020' } }, left: 58, top: 18 },
      ])
      .png()
      .toBuffer();
    await sharp(blob).toFile(join(folder, 'upright.png'));
    // Orientation 6: shown turned by 90 degrees, and therefore kept turned back.
    await sharp(blob).rotate(-90).withMetadata({ orientation: 6 }).png().toFile(join(folder, 'turned.png'));
    const upright = await explained(() => choose('upright.png'));
    const turned = await explained(() => choose('turned.png'));
    expect(turned.event.split).toBe('own');
    expect(turned.event.image).toBe(upright.event.image + 1);
    expect(turned.event.words).toEqual(upright.event.words);
    expect(turned.strip('h')).toEqual(upright.strip('h'));
    expect(turned.map).toEqual(upright.map);
    expect(Math.max(...upright.map)).toBeGreaterThan(0);
    expect(driven.errors).toEqual([]);
  });
});
