import type { SplitName } from '../../../src/prepare/mention.ts';

/** A picture as a captions file tells of it. */
export interface Told {
  readonly name: string;
  readonly captions: readonly string[];
  readonly split?: SplitName;
}

const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const table = (header: readonly string[], pictures: readonly Told[]) =>
  [header, ...pictures.flatMap(({ name, captions }) => captions.map((caption) => [name, caption]))]
    .map((row) => `${row.map(cell).join(',')}\n`)
    .join('');

/** The same captions as a file of each format. The sixth, a text beside each picture, is no single file. */
export const captionFiles: Readonly<Record<string, (pictures: readonly Told[]) => string>> = {
  "COCO's annotations": (pictures) =>
    JSON.stringify({
      info: { year: 2014 },
      images: pictures.map(({ name }, index) => ({ id: 100 + index, file_name: name, height: 2, width: 3 })),
      annotations: pictures.flatMap(({ captions }, index) =>
        captions.map((caption, number) => ({ image_id: 100 + index, id: 1000 * index + number, caption })),
      ),
    }),
  "Karpathy's dataset.json": (pictures) =>
    JSON.stringify({
      dataset: 'flickr8k',
      images: pictures.map(({ name, captions, split = 'train' }, index) => ({
        filename: name,
        imgid: index,
        split,
        sentences: captions.map((raw) => ({ raw, tokens: raw.split(' ') })),
      })),
    }),
  "Flickr8k's captions.txt": (pictures) => table(['image', 'caption'], pictures),
  "Flickr8k's token.txt": (pictures) =>
    pictures
      .flatMap(({ name, captions }) => captions.map((caption, number) => `${name}#${number}\t${caption}\n`))
      .join(''),
  "Hugging Face's metadata.jsonl": (pictures) =>
    pictures.map(({ name, captions }) => `${JSON.stringify({ file_name: name, captions })}\n`).join(''),
  "Hugging Face's metadata.csv": (pictures) => table(['file_name', 'text'], pictures),
};

/** The texts beside pictures, by name. */
export const textsBesidePictures = (pictures: readonly Told[]) =>
  Object.fromEntries(
    pictures.map(({ name, captions }) => [name.replace(/\.\w+$/, '.txt'), `${captions.join('\n')}\n`]),
  );

/** Four pictures, with all that makes a table hard to read. */
export const fourPictures: readonly Told[] = [
  { name: 'b.jpg', captions: ['A dog, brown and white, runs.', 'the "fast" dog runs'] },
  { name: 'a.jpg', captions: ["The dog's ball is red"] },
  { name: 'sub/c.png', captions: ['ein Hund läuft', 'a dog runs', '"'] },
  { name: 'd e.webp', captions: ['a dog sleeps , tired'] },
];
