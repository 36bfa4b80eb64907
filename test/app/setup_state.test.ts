import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fileOf } from '../../src/app/own_pictures.ts';
import { createSetupState } from '../../src/app/setup_state.ts';
import { createStore } from '../../src/app/store.ts';
import { defaultsFor, runDefaults } from '../../src/options/run_options.ts';
import type { Event } from '../../src/worker/protocol.ts';

/** The page's settings, and a run that hears what a worker would say. */
function setUp() {
  const store = createStore({ send() {}, listen() {} });
  return { setup: createSetupState(store), say: (event: Event) => store.run.take(event) };
}

const dataset = (captions: number): Event => ({
  type: 'dataset',
  pictures: [],
  summary: {
    ...{ name: 'photos', vocabularySize: 9, captionLength: 17, featureLength: 4, seconds: 0 },
    splits: [{ name: 'train', images: captions / 5, captions }],
  },
});

describe('settings of the page', () => {
  beforeAll(() => void vi.stubGlobal('cancelAnimationFrame', () => {}));
  afterAll(() => void vi.unstubAllGlobals());

  it('follow the size of the loaded data', () => {
    const { setup, say } = setUp();
    setup.chooseKind('files');
    setup.loadFiles();
    expect(setup.settings.value).toEqual(runDefaults);
    say(dataset(4000));
    expect(setup.settings.value).toEqual(defaultsFor({ captions: 4000 }));
    expect(setup.settings.value.numEpochs).toBe(18);
    say(dataset(40_000));
    expect(setup.settings.value.numEpochs).toBe(runDefaults.numEpochs);
  });

  it('keep what the user has set', () => {
    const { setup, say } = setUp();
    setup.settings.value = { ...setup.settings.value, numEpochs: 5 };
    setup.chooseKind('files');
    setup.loadFiles();
    say(dataset(4000));
    expect(setup.settings.value.numEpochs).toBe(5);
  });

  it('return to those of Scenes when Scenes are chosen', () => {
    const { setup, say } = setUp();
    setup.chooseKind('files');
    setup.loadFiles();
    say(dataset(4000));
    setup.chooseKind('scenes');
    setup.chooseFeatures('pixels');
    expect(setup.settings.value).toEqual(defaultsFor({ features: 'pixels' }));
  });

  it('are for the photos of the current data set, until others are given', () => {
    const { setup, say } = setUp();
    const files = (...names: string[]) => names.map((name) => new File([name], name));
    setup.chooseKind('photos');
    setup.addPhotos(files('a.jpg', 'b.jpg', 'captions.txt', 'one.pth'));
    expect([setup.meant.value, setup.ready.value]).toEqual([false, false]);
    setup.makeDataset();
    say(dataset(4000));
    expect([setup.meant.value, setup.ready.value]).toEqual([true, true]);
    setup.addPhotos(files('c.jpg', 'd.jpg', 'captions.csv'));
    expect([setup.meant.value, setup.ready.value, setup.lack.value?.places]).toEqual([
      ...[false, false],
      [{ label: 'Make it', id: 'make-dataset' }],
    ]);
    const { photos, texts, cnn } = setup.photos.value;
    expect([photos.map(({ name }) => name), texts[0]?.name, cnn?.name]).toEqual([
      ['c.jpg', 'd.jpg'],
      'captions.csv',
      'one.pth',
    ]);
  });

  it('distinguish photos by address, even if two share a name', () => {
    const { setup } = setUp();
    const [one, other] = ['trip/a/1.jpg', 'trip/b/1.jpg'].map((path) =>
      Object.defineProperty(new File([], '1.jpg'), 'webkitRelativePath', { value: path }),
    );
    setup.addPhotos([one as File, other as File, new File([], 'captions.txt')]);
    setup.makeDataset();
    const shown = (url: string) =>
      fileOf({ split: 'val', image: 0, caption: '', references: [], url }, setup.given.value.pictures);
    expect(shown('images/a/1.jpg')).toBe(one);
    expect(shown('images/b/1.jpg')).toBe(other);
  });
});
