import { describe, expect, it } from 'vitest';
import { missingFiles, noFiles, withFiles } from '../../src/app/files.ts';

const file = (name: string, text = '') => new File([text], name);
const whole = [
  'coco2014_captions.h5',
  'coco2014_vocab.json',
  'train2014_vgg16_fc7.h5',
  'val2014_vgg16_fc7.h5',
  'val2014_urls.txt',
].map((name) => file(name));

describe('given files', () => {
  it('are complete with captions, words and features of train and val', () => {
    expect(missingFiles(withFiles(noFiles, whole))).toEqual([]);
    expect(missingFiles(noFiles)).toHaveLength(4);
    expect(missingFiles(withFiles(noFiles, whole.slice(0, 3)))).toEqual(['val2014_vgg16_fc7_pca.h5']);
    expect(missingFiles(withFiles(noFiles, whole.slice(1)))).toEqual(['coco2014_captions.h5']);
    expect(withFiles(noFiles, [...whole, file('references.json')]).data).toHaveLength(whole.length + 1);
  });

  it('may come one after the other, the later replacing the earlier of its name', () => {
    const once = withFiles(noFiles, whole);
    const mended = file('coco2014_vocab.json', '{}');
    const twice = withFiles(once, [mended]);
    expect(twice.data).toHaveLength(whole.length);
    expect(twice.data).toContain(mended);
    expect(missingFiles(twice)).toEqual([]);
  });

  it('are sorted into data, pictures and the rest', () => {
    const given = withFiles(noFiles, [file('1000268201_693b08cb0e.JPG'), file('notes.txt'), file('captions.h5')]);
    expect(given.data).toEqual([]);
    expect([...given.pictures.keys()]).toEqual(['1000268201_693b08cb0e.JPG']);
    expect(given.ignored).toEqual(['notes.txt', 'captions.h5']);
  });
});
