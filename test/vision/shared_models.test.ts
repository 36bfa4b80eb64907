import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { openFeatures } from '../../src/data/features.ts';
import { openHdf5 } from '../../src/data/hdf5.ts';
import { folderFiles } from '../../src/data/node_files.ts';
import type { Picture } from '../../src/picture.ts';
import { decodePicture } from '../../src/vision/decode_picture.ts';
import { makeFoolingImage } from '../../src/vision/fooling_image.ts';
import { loadNetwork } from '../../src/vision/load_network.ts';
import type { ImageNetwork } from '../../src/vision/network.ts';
import { preprocessImage } from '../../src/vision/preprocess.ts';
import { computeSaliencyMaps } from '../../src/vision/saliency.ts';
import { describeWithData } from '../support/shared_data.ts';

const read = (path: string, name: string) => decodePicture(readFileSync(join(path, name)), name);
const best = (scores: ArrayLike<number>, count: number) =>
  [...Array.from(scores).keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0)).slice(0, count);

describeWithData('imagenet_25', 'SqueezeNet 1.0 on 25 pictures of ImageNet', (path) => {
  const { labels } = JSON.parse(readFileSync(join(path, 'labels.json'), 'utf8')) as { labels: number[] };
  let network: ImageNetwork;
  let pictures: Picture[];

  beforeAll(async () => {
    const weights = readFileSync(join(path, '../../models/squeezenet_v1.0.safetensors'));
    network = await loadNetwork(new CpuBackend(), weights, 'squeezenet_v1.0');
    const names = labels.map((_, i) => `${String(i).padStart(2, '0')}.png`);
    pictures = await Promise.all(names.map((name) => read(path, name)));
  });

  it('names 14 right, and 20 among its first five', async () => {
    const { data } = await network.scores(pictures);
    const ranked = labels.map((_, n) => best(data.subarray(1000 * n, 1000 * (n + 1)), 5));
    expect(ranked.filter(([first], n) => first === labels[n])).toHaveLength(14);
    expect(ranked.filter((five, n) => five.includes(labels[n] ?? -1))).toHaveLength(20);
  });

  it('is fooled by an imperceptible change', async () => {
    const X = preprocessImage(pictures[0] as Picture);
    const { image, steps, fooled } = await makeFoolingImage(X, 6, network);
    expect(fooled).toBe(true);
    expect(steps).toBeLessThan(20);
    for (const [i, value] of image.data.entries()) expect(Math.abs(value - (X.data[i] ?? 0))).toBeLessThan(1);
  });

  it('is more sensitive to the object than to the border of a picture', async () => {
    const maps = await computeSaliencyMaps(preprocessImage(pictures[1] as Picture), [labels[1] ?? 0], network);
    const inside = (i: number) => [Math.floor(i / 224), i % 224].every((at) => at >= 40 && at < 184);
    const mean = (wanted: boolean) => {
      const values = Array.from(maps.data).filter((_, i) => inside(i) === wanted);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    expect(mean(true)).toBeGreaterThan(1.5 * mean(false));
  });
});

describeWithData('flickr8k', 'SqueezeNet 1.1 on pictures of Flickr8k', (path) => {
  it('gives the features of the data set', async () => {
    const weights = readFileSync(join(path, '../../models/squeezenet_v1.1_features.safetensors'));
    const network = await loadNetwork(new CpuBackend(), weights, 'squeezenet_v1.1');
    const urls = readFileSync(join(path, 'test2014_urls.txt'), 'utf8').trim().split('\n');
    const known = openFeatures(await openHdf5(folderFiles(path).open('test2014_vgg16_fc7_pca.h5')));
    for (let row = 0; row < urls.length; row += 83) {
      const { data } = await network.features([await read(path, urls[row] ?? '')]);
      const wanted = known.readRows([row]);
      const apart = Math.hypot(...data.map((value, i) => value - (wanted[i] ?? 0))) / Math.hypot(...wanted);
      expect(apart, urls[row]).toBeLessThan(1e-5);
    }
    known.close();
  });
});
