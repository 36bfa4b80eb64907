import { loadCocoData } from '../data/load_coco.ts';
import type { DataSource } from './data_source.ts';
import { photosTrainingData } from './photos.ts';
import { scenesTrainingData } from './scenes.ts';
import { plainTrainingData, type TrainingData } from './training_data.ts';

type OnProgress = (what: string, done: number, total: number) => void;

/** Loads what a `load` command names. @throws DataError for files that cannot be used */
export async function loadTrainingData(source: DataSource, onProgress: OnProgress): Promise<TrainingData> {
  if (source.kind === 'scenes') return scenesTrainingData(source, onProgress);
  const { files, name, maxTrain, photos } = source;
  if (photos) return photosTrainingData(files, photos, name, onProgress);
  const data = await loadCocoData(files, { ...(maxTrain === undefined ? {} : { maxTrain }), onProgress });
  return plainTrainingData(name === undefined ? data : { ...data, name }, maxTrain);
}
