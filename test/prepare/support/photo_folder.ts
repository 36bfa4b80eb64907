import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { drawScene } from '../../../src/data/scenes/raster.ts';
import { splitScenes } from '../../../src/data/scenes/split_scenes.ts';
import type { Told } from './six_formats.ts';

const SIDE = 96;

/** Writes so many drawn scenes as picture files of several formats. Returns what people say of each. */
export async function writePhotos(folder: string, count: number): Promise<Told[]> {
  const told: Told[] = [];
  for (const { scene, references } of splitScenes('train', count, 7)) {
    const ending = ['jpg', 'png', 'webp'][told.length % 3] ?? 'png';
    const name = `${told.length % 2 === 0 ? '' : 'more/'}photo ${String(told.length).padStart(3, '0')}.${ending}`;
    const { data: rgba } = drawScene(scene, SIDE);
    const picture = sharp(rgba, { raw: { width: SIDE, height: SIDE, channels: 4 } });
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    await picture.toFile(join(folder, name));
    told.push({ name, captions: references });
  }
  return told;
}

/** Writes texts into a folder, by name. */
export function writeTexts(folder: string, texts: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}
