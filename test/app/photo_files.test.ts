import { describe, expect, it } from 'vitest';
import { noFiles } from '../../src/app/files.ts';
import { lackOf } from '../../src/app/lack.ts';
import {
  arePhotosWithCaptions,
  lackOfPhotos,
  noPhotos,
  photosInWords,
  withPhotoFiles,
} from '../../src/app/photo_files.ts';
import { runDefaults } from '../../src/worker/protocol.ts';

const files = (...names: string[]) => names.map((name) => new File([name], name));
const namesOf = (some: readonly File[]) => some.map(({ name }) => name);

describe('files given for a data set of photos', () => {
  it('are photos, texts and weights by their names; the later takes the place of the earlier', () => {
    const once = withPhotoFiles(noPhotos, files('a.jpg', 'b.PNG', 'captions.txt', 'one.pth', 'notes.md'));
    expect([namesOf(once.photos), namesOf(once.texts), once.cnn?.name]).toEqual([
      ['a.jpg', 'b.PNG'],
      ['captions.txt'],
      'one.pth',
    ]);
    const again = files('a.jpg', 'c.webp');
    const twice = withPhotoFiles(once, [...again, ...files('x.jsonl', 'two.safetensors')]);
    expect(namesOf(twice.photos)).toEqual(['a.jpg', 'b.PNG', 'c.webp']);
    expect(twice.photos[0]).toBe(again[0]);
    expect([namesOf(twice.texts), twice.cnn?.name]).toEqual([['x.jsonl'], 'two.safetensors']);
    expect(namesOf(withPhotoFiles(twice, files('d.gif')).texts)).toEqual(['x.jsonl']);
  });

  it('are told from pictures that are to be shown, and from a data set that was made of photos', () => {
    expect(arePhotosWithCaptions(files('a.jpg', 'b.jpg', 'captions.json'))).toBe(true);
    expect(arePhotosWithCaptions(files('a.jpg', 'captions.json'))).toBe(false);
    expect(arePhotosWithCaptions(files('a.jpg', 'b.jpg'))).toBe(false);
    expect(arePhotosWithCaptions(files('a.jpg', 'b.jpg', 'prepared.json', 'coco2014_vocab.json'))).toBe(false);
  });

  it('say what is still missing', () => {
    const [photos, texts] = [files('a.jpg', 'b.jpg'), files('a.txt', 'b.txt')];
    expect([lackOfPhotos(noPhotos), lackOfPhotos({ photos, texts: [] })]).toEqual(['photos', 'captions']);
    expect(photosInWords({ photos, texts: [] })).toBe(
      'For a data set of your photos: 2 photos. Still missing: captions.',
    );
    expect(photosInWords({ photos, texts })).toMatch(/2 photos, 2 texts\. “Make the data set”/);
    const facts = { phase: 'ready', settings: runDefaults, meant: false, given: noFiles, noWebGPU: false } as const;
    const placeOf = (given: typeof noPhotos) => lackOf({ ...facts, photos: given })?.places.map(({ id }) => id);
    expect([placeOf(noPhotos), placeOf({ photos, texts })]).toEqual([['photos-files'], ['make-dataset']]);
    expect(lackOf({ ...facts, meant: true, photos: noPhotos })).toBeUndefined();
  });
});
