import type { FeatureMark } from '../data/dataset.ts';
import { type JsonRecord, recordOf, stringOf } from '../tensor_files/json.ts';

/** What a checkpoint records of the data that its model was trained on. */
export interface DatasetMark {
  readonly name: string;
  /** From `datasetMark`. */
  readonly fingerprint: string;
  /** What made its image features, if its files say so. */
  readonly featureMark?: FeatureMark;
}

/** @throws CheckpointError naming what is missing or of the wrong kind */
export function datasetMarkIn(where: string, { name, fingerprint, featureMark }: JsonRecord): DatasetMark {
  return {
    name: stringOf(`${where}.name`, name),
    fingerprint: stringOf(`${where}.fingerprint`, fingerprint),
    ...(featureMark !== undefined && { featureMark: featureMarkIn(`${where}.featureMark`, featureMark) }),
  };
}

function featureMarkIn(where: string, value: unknown): FeatureMark {
  const { madeBy, fingerprint } = recordOf(where, value);
  return {
    madeBy: stringOf(`${where}.madeBy`, madeBy),
    fingerprint: stringOf(`${where}.fingerprint`, fingerprint),
  };
}
