import { describe, expect, it } from 'vitest';
import { DataError } from '../../src/errors.ts';
import { captionsBeside } from '../../src/prepare/beside.ts';
import type { CaptionsFile } from '../../src/prepare/mention.ts';
import { readCaptions } from '../../src/prepare/read_captions.ts';
import { expectFault } from '../data/support/faults.ts';
import { captionFiles, fourPictures, textsBesidePictures } from './support/six_formats.ts';

/** All that a file says of each picture. */
function saidIn({ mentions }: CaptionsFile): Record<string, string[]> {
  const said: Record<string, string[]> = {};
  for (const { picture, captions } of mentions) said[picture] = [...(said[picture] ?? []), ...captions];
  return said;
}

const wanted = Object.fromEntries(fourPictures.map(({ name, captions }) => [name, captions]));

describe('captions are read from', () => {
  it.each(Object.entries(captionFiles))('%s', (format, write) => {
    const file = readCaptions('captions', write(fourPictures));
    expect(file.format).toBe(format);
    expect(saidIn(file)).toEqual(wanted);
  });

  it.each(Object.keys(captionFiles))('%s with Windows line ends', (format) => {
    const text = `${captionFiles[format]?.(fourPictures).replaceAll('\n', '\r\n')}\r\n`;
    expect(saidIn(readCaptions('captions', text))).toEqual(wanted);
  });

  it('a text beside each picture', () => {
    const texts = textsBesidePictures(fourPictures);
    const paths = [...fourPictures.map(({ name }) => name), ...Object.keys(texts), 'notes.txt'];
    expect(saidIn(captionsBeside('photos', paths, (path) => texts[path] ?? ''))).toEqual(wanted);
  });

  it('a table with line breaks in a caption, with correct line numbers', async () => {
    const text = 'image,caption\na.jpg,"two\nlines"\nb.jpg,one\n';
    expect(saidIn(readCaptions('c.csv', text))).toEqual({ 'a.jpg': ['two\nlines'], 'b.jpg': ['one'] });
    const fault = { where: 'c.csv, line 4', expected: '2 cells', found: '3' };
    await expectFault(DataError, fault, () => readCaptions('c.csv', text.replace('b.jpg,one', 'b.jpg,one,two')));
  });

  it('a table whose last cell is empty', () => {
    expect(saidIn(readCaptions('c.csv', 'image,caption,split\na.jpg,a dog,'))).toEqual({ 'a.jpg': ['a dog'] });
  });

  it("a file with COCO's file names in folders, and Karpathy's", () => {
    const images = [
      { filename: 'a.jpg', filepath: 'val2014', split: 'restval', sentences: [{ tokens: ['a', 'dog'] }] },
    ];
    const [mention] = readCaptions('dataset_coco.json', JSON.stringify({ images })).mentions;
    expect(mention).toMatchObject({ picture: 'val2014/a.jpg', captions: ['a dog'], split: 'train' });
  });

  it('lines with splits', () => {
    const text =
      '{"file_name":"a.jpg","text":"a dog","split":"validation"}\n{"file_name":"b.jpg","text":"a cat","split":"test"}';
    expect(readCaptions('metadata.jsonl', text).mentions.map(({ split }) => split)).toEqual(['val', 'test']);
  });
});

const karpathy = (change: object) =>
  JSON.stringify({ images: [{ filename: 'a.jpg', split: 'train', sentences: [{ raw: 'a dog' }], ...change }] });
const coco = (annotation: object) =>
  JSON.stringify({
    images: [{ id: 1, file_name: 'a.jpg' }],
    annotations: [{ image_id: 1, caption: 'a', ...annotation }],
  });

describe('invalid captions are refused with file and line', () => {
  it.each([
    ['nothing', '', 'c, line 1', "COCO's annotations", '""'],
    ['prose', 'Dear all,\nplease find', 'c, line 1', "COCO's annotations", 'Dear all,'],
    ['a table of something else', 'name,age\nAda,36\n', 'c, line 1', 'metadata.csv', 'name,age'],
    ['a table without rows', 'image,caption\n', 'c', "captions, in Flickr8k's captions.txt", 'none'],
    ['a quote that is not closed', 'image,caption\na.jpg,x\nb.jpg,"a dog\n', 'c, line 3', 'in quotes', 'not closed'],
    ['a quote inside a cell', 'image,caption\na.jpg,a "dog"\n', 'c, line 2', 'in quotes', 'not closed, or text'],
    ['a comma that is not quoted', 'image,caption\na.jpg,a dog, running\n', 'c, line 2', '2 cells', '3'],
    ['a row without a picture', 'image,caption\n,a dog\n', 'c, line 2', 'the name of a picture', 'an empty text'],
    ['a split of no name', 'image,caption,split\na.jpg,a dog,mine\n', 'c, line 2', 'a split: train', '"mine"'],
    ['an invalid token line', 'a.jpg#0\ta dog\nb.jpg a cat\n', 'c, line 2', 'a tab and a caption', 'b.jpg a cat'],
    [
      'a line that is not JSON',
      '{"file_name":"a","text":"b"}\n\n{"file_name"\n',
      'c, line 3',
      'a JSON object',
      'no JSON',
    ],
    ['a line without a caption', '{"file_name":"a","text":"b"}\n{"file_name":"a"}', 'c, line 2', '"text"', 'nothing'],
    ['a caption that is a number', '{"file_name":"a","text":["b",3]}', 'c, line 1', 'a text "text"', 'a list'],
    ['JSON cut short', '{"images": [\n{"id": 1,\n', 'c', 'JSON', 'JSON'],
    ['JSON of something else', '{"words": 3}', 'c', "COCO's annotations", 'an object of words'],
    ['a list', '[1, 2]', 'c', "COCO's annotations", 'a list'],
    ['images that are no list', '{"images": 3}', 'c: images', 'a list of objects', 'a number'],
    ['an invalid image', '{"images": [3]}', 'c: images[0]', 'an object', 'a number'],
    ['no split', karpathy({ split: undefined }), 'c: images[0]', 'a text "split"', 'nothing'],
    ['no sentences', karpathy({ sentences: undefined }), 'c: images[0]: sentences', 'a list', 'nothing'],
    ['a sentence without text', karpathy({ sentences: [{}] }), 'c: images[0]: sentences[0]', 'a text "raw"', 'nothing'],
    ['captions of another image', coco({ image_id: 7 }), 'c: annotations[0]', 'one of 1 images', '7'],
    ['an annotation without caption', coco({ caption: null }), 'c: annotations[0]', 'a text "caption"', 'null'],
    [
      'outlines',
      coco({ caption: undefined, bbox: [] }),
      'c: annotations[0]',
      'a text "caption"',
      "an object's bounding box",
    ],
  ])('%s', async (_, text, where, expected, found) => {
    await expectFault(DataError, { where, expected, found }, () => readCaptions('c', text));
  });

  it('a syntax error in JSON is reported with its line', async () => {
    const text = '{\n "images": [],\n "annotations": [1 2]\n}';
    await expectFault(DataError, { where: 'c, line 3', expected: 'JSON', found: 'position' }, () =>
      readCaptions('c', text),
    );
  });
});
