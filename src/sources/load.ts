import type { DataSource } from './data_source.ts';
import { scenesTrainingData } from './scenes.ts';
import { plainTrainingData, type TrainingData } from './training_data.ts';

type OnProgress = (what: string, done: number, total: number) => void;

/**
 * Loads what a `load` command names, and the code for it: the HDF5 reader and photo preparation are large.
 * @throws DataError for files that cannot be used
 */
export async function loadTrainingData(source: DataSource, onProgress: OnProgress): Promise<TrainingData> {
  if (source.kind === 'scenes') return scenesTrainingData(source, onProgress);
  const { files, name, maxTrain, photos } = source;
  if (photos) {
    const { photosTrainingData } = await import('./photos.ts');
    return photosTrainingData(files, photos, name, onProgress);
  }
  const { loadCocoData } = await import('../data/load_coco.ts');
  const data = await loadCocoData(files, { ...(maxTrain === undefined ? {} : { maxTrain }), onProgress });
  return plainTrainingData(name === undefined ? data : { ...data, name }, maxTrain);
}
