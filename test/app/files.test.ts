import { describe, expect, it } from 'vitest';
import { missingFiles, noFiles, sortFiles, withFiles } from '../../src/app/files.ts';
import { takenInWords } from '../../src/app/intake_words.ts';
import { trialFiles } from './trial_files.ts';

const file = (name: string, text = '') => new File([text], name);
const whole = [
  'coco2014_captions.h5',
  'coco2014_vocab.json',
  'train2014_vgg16_fc7.h5',
  'val2014_vgg16_fc7.h5',
  'val2014_urls.txt',
].map((name) => file(name));
const data = (files: readonly File[]) => ({ data: files, pictures: [] });

describe('given files', () => {
  it('are complete with captions, words and features of train and val', () => {
    expect(missingFiles(withFiles(noFiles, data(whole)))).toEqual([]);
    expect(missingFiles(noFiles)).toHaveLength(4);
    expect(missingFiles(withFiles(noFiles, data(whole.slice(0, 3))))).toEqual(['val2014_vgg16_fc7_pca.h5']);
    expect(missingFiles(withFiles(noFiles, data(whole.slice(1))))).toEqual(['coco2014_captions.h5']);
  });

  it('may come one by one, later ones replacing earlier ones with the same name', () => {
    const once = withFiles(noFiles, data(whole));
    const mended = file('coco2014_vocab.json', '{}');
    const twice = withFiles(once, data([mended]));
    expect(twice.data).toHaveLength(whole.length);
    expect(twice.data).toContain(mended);
    expect(missingFiles(twice)).toEqual([]);
  });

  it('are recognised by their bytes; names only distinguish the parts of a data set', async () => {
    const files = Object.entries(trialFiles).map(([name, bytes]) => new File([bytes as BlobPart], name));
    const { data, weights, pictures, others, unreadable } = await sortFiles([...files, file('references.json', '{}')]);
    const names = (some: readonly File[]) => some.map(({ name }) => name);
    expect(names(data)).toEqual([...whole.slice(0, 4).map(({ name }) => name), 'references.json']);
    expect(names(weights)).toEqual(['model.bin', 'weights.npz', 'model.pth', 'old.pt', 'row.npy', 'none.npz']);
    expect(names(pictures)).toEqual(['photo.jpg', 'photo.dat']);
    expect(others).toEqual([
      { name: 'features.h5', kind: 'hdf5' },
      { name: 'images.zip', kind: 'archive' },
      { name: 'notes.txt', kind: 'other' },
      { name: 'empty.txt', kind: 'other' },
    ]);
    expect(unreadable).toEqual([]);
  });

  it('keep their order and number, however many', async () => {
    const names = Array.from({ length: 200 }, (_, i) => `${i}.jpg`);
    const { pictures } = await sortFiles(names.map((name) => new File([trialFiles['photo.jpg'] as BlobPart], name)));
    expect(pictures.map(({ name }) => name)).toEqual(names);
  });

  it('that cannot be read are named, and do not affect the others', async () => {
    const gone = file('gone.jpg');
    gone.slice = () => {
      throw new DOMException('it was moved', 'NotFoundError');
    };
    const sorted = await sortFiles([gone, ...whole]);
    expect([sorted.unreadable, sorted.data.length]).toEqual([['gone.jpg'], 5]);
    expect(takenInWords(sorted, noFiles)).toEqual([
      'Taken for the data set: coco2014_captions.h5, coco2014_vocab.json and 3 more files.',
      'gone.jpg was not taken, because the browser could not read it.',
    ]);
  });
});
