import { spreadImages } from '../data/references.ts';
import type { Event } from './protocol.ts';
import { shownSplit, summaryOf, type TrainingData } from './training_data.ts';

/** Pictures that are shown during a run. */
const SHOWN = 12;

/** Numbers of the pictures that are shown. */
export function shownImages({ data }: TrainingData): readonly number[] {
  return spreadImages(shownSplit(data), SHOWN);
}

/** Says what was loaded, in so many seconds, with the pictures that are shown of it. */
export function datasetEvent(source: TrainingData, seconds: number): Event {
  const { data, picture, pixels } = source;
  const { name } = shownSplit(data);
  const pictures = shownImages(source).map((image) => ({
    ...picture(name, image),
    ...(pixels ? { pixels: pixels(name, image) } : {}),
    caption: '',
  }));
  return { type: 'dataset', summary: summaryOf(source, seconds), pictures };
}
