import { requireDataset } from '../arguments.ts';
import type { CaptionDataset } from '../data/dataset.ts';
import { crc32 } from '../tensor_files/crc32.ts';
import type { DatasetMark } from './dataset_mark.ts';

/** Precision at which features are compared: engines may differ in the last digits of features that they compute. */
const GRAIN = 1 / 64;

/**
 * Name and fingerprint of a data set: the words, and for every split its sizes, all its captions, the image of each, and
 * its first image's feature, coarsely. Data sets that could be confused have different ones. What made the features is added
 * if it is known, and is not part of the fingerprint. Pixels have the fingerprint of the data set of their pictures, because
 * decoders differ.
 */
export function datasetMark(data: CaptionDataset): DatasetMark {
  requireDataset('datasetMark: data', data);
  const { original = data } = data;
  let crc = 0;
  const add = (array: Int32Array) => {
    crc = crc32(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), crc);
  };
  const words = JSON.stringify([original.vocabulary.idxToWord, original.captionLength]);
  crc = crc32(new TextEncoder().encode(words), crc);
  for (const name of Object.keys(original.splits).sort()) {
    const split = original.splits[name];
    if (!split) continue;
    const { captionCount, captions, imageIdxs, features } = split;
    crc = crc32(new TextEncoder().encode(JSON.stringify([name, captionCount, features.count, features.length])), crc);
    add(captions);
    add(imageIdxs);
    if (features.count > 0) add(Int32Array.from(features.readRows([0]), (value) => Math.round(value / GRAIN)));
  }
  const { name, featureMark } = data;
  return { name, fingerprint: crc.toString(16).padStart(8, '0'), ...(featureMark && { featureMark }) };
}
