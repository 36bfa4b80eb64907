import { DataError } from '../../errors.ts';
import type { Picture } from '../../picture.ts';
import { tensor } from '../../tensor.ts';
import { createDataset, type SplitData } from '../create_dataset.ts';
import type { CaptionDataset, Split } from '../dataset.ts';
import { rowsOnDemand } from '../feature_rows.ts';
import { DESCRIPTOR_LENGTH, describePicture } from './descriptor.ts';
import { CAPTION_LENGTH, WORDS } from './grammar.ts';
import { checkedOptions, type SceneSplit, type ScenesOptions } from './options.ts';
import { PIXELS_LENGTH, pixelsOfPicture } from './pixels.ts';
import { drawScene } from './raster.ts';
import type { Scene } from './scene.ts';
import { type DescribedScene, splitScenes } from './split_scenes.ts';

/** The built-in data set: captions and features as in a CS231n folder, and the pictures. */
export interface Scenes {
  readonly data: CaptionDataset & { readonly splits: Readonly<Record<SceneSplit, Split>> };
  /** @throws DataError when the split or image does not exist, as do the other two */
  scene(split: string, image: number): Scene;
  /** The picture redrawn with `side` × `side` pixels: 64 for the descriptor, more for display. */
  pixels(split: string, image: number, side?: number): Picture;
  /** The five captions of an image. */
  references(split: string, image: number): readonly string[];
}

/** What a captioner receives for a picture. */
const FEATURES = {
  descriptor: { length: DESCRIPTOR_LENGTH, describe: describePicture },
  pixels: { length: PIXELS_LENGTH, describe: pixelsOfPicture },
} as const;

const SPLITS: readonly SceneSplit[] = ['train', 'val', 'test'];
/** Pictures between two progress reports. */
const REPORT_EVERY = 100;

/**
 * Makes the built-in data set: pictures of one to three objects, and their captions. A picture is drawn and described when its
 * features are first read: training begins at once, and draws what its minibatches need. The same
 * options give the same bytes in Node and every browser, in whatever order they are read.
 * @throws OptionError when an option is unknown or out of range
 */
export async function createScenes(options: ScenesOptions = {}): Promise<Scenes> {
  const { seed, counts, features: kind } = checkedOptions(options);
  const { length, describe } = FEATURES[kind];
  const total = SPLITS.reduce((sum, split) => sum + counts[split], 0);
  const made: Record<string, readonly DescribedScene[]> = {};
  const find = (split: string, image: number): DescribedScene => {
    const found = made[split]?.[image];
    if (found) return found;
    throw new DataError({
      where: 'Scenes',
      expected: 'a split and one of its images',
      found: `${split}, image ${image}`,
    });
  };
  const splits: Partial<Record<SceneSplit, SplitData>> = {};
  let done = 0;
  for (const name of SPLITS) {
    const scenes: DescribedScene[] = [];
    for (const described of splitScenes(name, counts[name], seed)) {
      scenes.push(described);
      if (++done % REPORT_EVERY === 0 || done === total) await options.onProgress?.('pictures', done, total);
    }
    made[name] = scenes;
    const urls = scenes.map((_, image) => `scene:${seed}/${name}/${image}`);
    const features = rowsOnDemand(`Scenes: split ${name}: features`, [counts[name], length], (image) =>
      describe(drawScene(find(name, image).scene)),
    );
    splits[name] = { ...tableOf(scenes), features, urls };
  }
  const data = createDataset({ ...splits, name: 'Scenes', vocabulary: WORDS }) as Scenes['data'];
  return {
    data,
    scene: (split, image) => find(split, image).scene,
    pixels: (split, image, side) => drawScene(find(split, image).scene, side),
    references: (split, image) => find(split, image).references,
  };
}

/** The captions of scenes as word numbers, and the scene of each. */
function tableOf(scenes: readonly DescribedScene[]): Pick<SplitData, 'captions' | 'imageIdxs'> {
  const rows = scenes.flatMap(({ references }, image) => references.map((caption) => ({ caption, image })));
  const words = Int32Array.from(rows.flatMap(({ caption }) => encode(caption)));
  return {
    captions: tensor([rows.length, CAPTION_LENGTH], words),
    imageIdxs: Int32Array.from(rows, ({ image }) => image),
  };
}

const NUMBERS = new Map(WORDS.map((word, number) => [word, number]));

/** `<START> words <END> <NULL> …`. @throws DataError for an unknown word or too many words */
function encode(caption: string): number[] {
  const numbers = ['<START>', ...caption.split(' '), '<END>'].map((word) => {
    const number = NUMBERS.get(word);
    if (number !== undefined) return number;
    throw new DataError({ where: `Scenes: caption "${caption}"`, expected: 'known words', found: `"${word}"` });
  });
  if (numbers.length > CAPTION_LENGTH) {
    const expected = `at most ${CAPTION_LENGTH - 2} words`;
    throw new DataError({ where: `Scenes: caption "${caption}"`, expected, found: `${numbers.length - 2}` });
  }
  return [...numbers, ...new Array<number>(CAPTION_LENGTH - numbers.length).fill(0)];
}
