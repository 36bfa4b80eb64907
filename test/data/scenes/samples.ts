import { describePicture } from '../../../src/data/scenes/descriptor.ts';
import { describeScene } from '../../../src/data/scenes/grammar.ts';
import { drawScene } from '../../../src/data/scenes/raster.ts';
import { randomScene, type Scene } from '../../../src/data/scenes/scene.ts';
import { Random } from '../../../src/random.ts';
import { checksum } from './checksum.ts';

/** So many scenes from a generator of its own. */
export function sampleScenes(count: number, seed = 1): Scene[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => randomScene(random));
}

/** Checksums of what is made of 100 scenes: the same in every engine, or a model trained in one is wrong in another. */
export function engineChecksums(): { pixels: string; large: string; captions: string; descriptors: string } {
  const scenes = sampleScenes(100, 231);
  const random = new Random(231, 1);
  const pixels = scenes.flatMap((scene) => [...drawScene(scene).data]);
  const large = scenes.slice(0, 10).flatMap((scene) => [...drawScene(scene, 150).data]);
  const captions = scenes.flatMap((scene) => describeScene(scene, random)).join('\n');
  const descriptors = scenes.flatMap((scene) => [...new Uint8Array(describePicture(drawScene(scene)).buffer)]);
  return {
    pixels: checksum(pixels),
    large: checksum(large),
    captions: checksum(new TextEncoder().encode(captions)),
    descriptors: checksum(descriptors),
  };
}

/** What `engineChecksums` returns. A change of pictures, captions or descriptor is a change of the data set. */
export const EXPECTED_CHECKSUMS = {
  pixels: '4f5d7fd9',
  large: 'd632ff84',
  captions: '8f273f44',
  descriptors: '04cc1b4e',
};
