import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createSetupState } from '../../src/app/setup_state.ts';
import { createStore } from '../../src/app/store.ts';
import { defaultsFor, type Event, runDefaults } from '../../src/worker/protocol.ts';

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

  it('follow the size of the data that are loaded', () => {
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

  it('stay as a person has set them', () => {
    const { setup, say } = setUp();
    setup.settings.value = { ...setup.settings.value, numEpochs: 5 };
    setup.chooseKind('files');
    setup.loadFiles();
    say(dataset(4000));
    expect(setup.settings.value.numEpochs).toBe(5);
  });

  it('are those of Scenes again when Scenes are chosen', () => {
    const { setup, say } = setUp();
    setup.chooseKind('files');
    setup.loadFiles();
    say(dataset(4000));
    setup.chooseKind('scenes');
    setup.chooseFeatures('pixels');
    expect(setup.settings.value).toEqual(defaultsFor({ features: 'pixels' }));
  });
});
