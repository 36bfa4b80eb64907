import { describe, expect, it } from 'vitest';
import { noFiles } from '../../src/app/files.ts';
import { lackOf } from '../../src/app/lack.ts';
import {
  afterMaking,
  arePhotosWithCaptions,
  lackOfPhotos,
  noPhotos,
  pathsOf,
  photosInWords,
  withPhotoFiles,
} from '../../src/app/photo_files.ts';
import { runDefaults } from '../../src/options/run_options.ts';

const files = (...names: string[]) => names.map((name) => new File([name], name));
const namesOf = (some: readonly File[]) => some.map(({ name }) => name);

describe('files given for a data set of photos', () => {
  it('are photos, texts and weights by their names; later ones replace earlier ones', () => {
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

  it('start another data set once photos with captions follow one; the weights stay', () => {
    const once = withPhotoFiles(noPhotos, files('a.jpg', 'b.jpg', 'captions.txt', 'one.pth'));
    const more = afterMaking(once, files('c.jpg', 'two.pth'));
    expect([namesOf(more.photos), namesOf(more.texts)]).toEqual([['a.jpg', 'b.jpg', 'c.jpg'], ['captions.txt']]);
    const other = afterMaking(once, files('c.jpg', 'd.jpg', 'metadata.jsonl'));
    expect([namesOf(other.photos), namesOf(other.texts), other.cnn?.name]).toEqual([
      ['c.jpg', 'd.jpg'],
      ['metadata.jsonl'],
      'one.pth',
    ]);
  });

  it('keep their folders, without the name of the folder that contains all photos', () => {
    const lying = (...paths: string[]) =>
      paths.map((path) => Object.defineProperty(new File([], path), 'webkitRelativePath', { value: path }));
    const photos = lying('trip/a/1.jpg', 'trip/b/1.jpg');
    const texts = lying('trip/a/1.txt', 'captions.txt');
    expect(pathsOf({ photos, texts })).toEqual(['a/1.jpg', 'b/1.jpg', 'a/1.txt', 'captions.txt']);
    const two = lying('a/1.jpg', 'b/1.jpg');
    expect(pathsOf({ photos: two, texts })).toEqual(['a/1.jpg', 'b/1.jpg', 'trip/a/1.txt', 'captions.txt']);
    expect(pathsOf({ photos: files('1.jpg'), texts: [] })).toEqual(['1.jpg']);
    expect(withPhotoFiles(noPhotos, two).photos).toEqual(two);
  });

  it('are distinguished from pictures to caption, and from a data set made of photos', () => {
    expect(arePhotosWithCaptions(files('a.jpg', 'b.jpg', 'captions.json'))).toBe(true);
    expect(arePhotosWithCaptions(files('a.jpg', 'captions.json'))).toBe(false);
    expect(arePhotosWithCaptions(files('a.jpg', 'b.jpg'))).toBe(false);
    expect(arePhotosWithCaptions(files('a.jpg', 'b.jpg', 'prepared.json', 'coco2014_vocab.json'))).toBe(false);
  });

  it('report what is still missing', () => {
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
