import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, launchFirefox } from '../../scripts/browsers.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { decodePicture } from '../../src/vision/decode_picture.ts';
import { loadNetwork } from '../../src/vision/load_network.ts';
import { inBrowser, type KernelHost } from '../browser/kernel_host.ts';
import { describeWithData } from '../support/shared_data.ts';
import { noisePicture } from './support/pictures.ts';
import { smallFile } from './support/small_squeezenet.ts';

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const noise = noisePicture(1, 40, 24);
const raw = { width: noise.width, height: noise.height, channels: 4 } as const;
const file = () => sharp(Uint8Array.from(noise.data), { raw });
const greatestDifference = (a: Uint8Array, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - (b[i] ?? Number.NaN))));
const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.hypot(...Array.from(a, (value, i) => value - (b[i] ?? Number.NaN))) / Math.hypot(...Array.from(b));

describe.each([
  ['Chromium', () => launchChromium({ software: true })],
  ['Firefox', launchFirefox],
])('pictures in %s', (_, launch) => {
  let host: KernelHost;

  beforeAll(async () => {
    host = await inBrowser(launch);
  });

  afterAll(() => host.close());

  // What has a colour profile, or more bits, is rounded by whoever converts it.
  it.each([
    ['PNG', 0, () => file().png()],
    ['PNG on its side', 1, () => file().png().withMetadata({ orientation: 8 })],
    ['lossless WebP', 0, () => file().webp({ lossless: true })],
    ['16 bits', 1, () => file().toColourspace('rgb16').png()],
    ['grey', 0, () => file().greyscale().png()],
  ])('a picture as %s is decoded and processed as in Node', async (__, rounding, picture) => {
    const bytes = new Uint8Array(await picture().toBuffer());
    const here = await decodePicture(bytes, 'here');
    const network = await loadNetwork(new CpuBackend(), smallFile('1.1'), 'small');
    const there = await host.ask('pictureFeatures', base64(smallFile('1.1')), base64(bytes));
    expect([there.width, there.height]).toEqual([here.width, here.height]);
    const data = new Uint8Array(Buffer.from(there.data, 'base64'));
    expect(greatestDifference(data, here.data)).toBeLessThanOrEqual(rounding);
    // Of the same pixels the same features, whatever decoded them.
    const features = await network.features([{ width: there.width, height: there.height, data }]);
    expect(distance(there.features, features.data)).toBeLessThan(1e-5);
  });

  it('a file that is not a picture is refused', async () => {
    const text = base64(new TextEncoder().encode('no picture'));
    await expect(host.ask('pictureFeatures', base64(smallFile('1.1')), text)).rejects.toThrow(
      /a picture: expected a picture that this browser decodes/,
    );
  });

  describeWithData('flickr8k', 'photos', (path) => {
    it('have the features that they have in Node, by SqueezeNet 1.1', async () => {
      const weights = readFileSync(join(path, '../../models/squeezenet_v1.1_features.safetensors'));
      const network = await loadNetwork(new CpuBackend(), weights, 'squeezenet_v1.1');
      const urls = readFileSync(join(path, 'test2014_urls.txt'), 'utf8').trim().split('\n');
      for (const url of urls.slice(0, 3)) {
        const photo = readFileSync(join(path, url));
        const features = await network.features([await decodePicture(photo, url)]);
        const there = await host.ask('pictureFeatures', base64(weights), base64(photo));
        expect(distance(there.features, features.data), url).toBeLessThan(1e-2);
      }
    });
  });
});
