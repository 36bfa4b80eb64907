import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describePicture } from '../../src/data/scenes/descriptor.ts';
import { drawScene } from '../../src/data/scenes/raster.ts';
import { sceneFiles } from '../../src/data/scenes/scene_files.ts';
import { splitScenes } from '../../src/data/scenes/split_scenes.ts';

const counts = { train: 24, val: 8, test: 8 } as const;

/** Writes a CS231n folder of 40 pictures. Returns the paths of its files. */
export async function writeSmallFolder(folder: string): Promise<string[]> {
  const splits = (['train', 'val', 'test'] as const).map((name) => {
    const scenes = [...splitScenes(name, counts[name], 1)];
    const features = Float32Array.from(scenes.flatMap(({ scene }) => [...describePicture(drawScene(scene))]));
    const urls = scenes.map((_, image) => `images/${image}.jpg`);
    return { name, features, references: scenes.map(({ references }) => references), urls };
  });
  await mkdir(folder, { recursive: true });
  const files = sceneFiles(splits);
  return Promise.all(
    files.map(async ({ name, bytes }) => {
      await writeFile(join(folder, name), bytes);
      return join(folder, name);
    }),
  );
}
