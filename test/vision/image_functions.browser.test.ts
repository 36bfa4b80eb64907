import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchFirefox } from '../../scripts/browsers.ts';
import { inBrowser, type KernelHost } from '../browser/kernel_host.ts';
import { describeWithData } from '../support/shared_data.ts';

/** Number of a picture, and the class that it is to be taken for. */
const PAIRS = [
  [0, 6],
  [3, 150],
  [5, 250],
  [7, 281],
  [9, 555],
  [11, 620],
  [14, 330],
  [17, 850],
  [20, 700],
  [24, 985],
] as const;
/** Gorilla. */
const CLASS = 366;
/** The course has 100 and more, which only take longer. */
const ITERATIONS = 30;

describeWithData('imagenet_25', 'what CS231n makes of pictures by SqueezeNet 1.0, in Firefox', (path) => {
  const base64 = (file: string) => readFileSync(join(path, file)).toString('base64');
  const weights = base64('../../models/squeezenet_v1.0.safetensors');
  const pictures = Array.from({ length: 25 }, (_, i) => base64(`${String(i).padStart(2, '0')}.png`));
  let host: KernelHost;

  beforeAll(async () => {
    host = await inBrowser(launchFirefox);
  });

  afterAll(() => host.close());

  it('ten pictures fool it within 100 steps', async () => {
    const pairs = PAIRS.map(([picture, target]) => [pictures[picture] ?? '', target] as const);
    const found = await host.ask('fooled', weights, pairs);
    expect(found.map(({ fooled, best }) => fooled && best)).toEqual(PAIRS.map(() => true));
    // None of them was of that class to begin with.
    for (const { steps } of found) expect(steps).toBeGreaterThan(0);
  });

  it('a class visualisation has a higher score than each of 25 pictures', async () => {
    const { score, others } = await host.ask('visualized', weights, CLASS, ITERATIONS, pictures);
    expect(others).toHaveLength(25);
    expect(score).toBeGreaterThan(Math.max(...others));
  });
});
