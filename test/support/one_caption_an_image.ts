import type { CaptionDataset, Split } from '../../src/data/dataset.ts';

/** Length of a feature in CS231n's PCA files. */
const PCA_LENGTH = 512;

/**
 * A split that can be learned by heart, as CS231n's overfitting exercise needs it: `count` captions of different images
 * (several captions of one image cannot all be certain), repeated where there are fewer images, and features rotated as
 * in CS231n's PCA files: centred, in coordinates of their own span (plain fc7 features are all positive and hence
 * nearly parallel, which makes images hard to tell apart). Orthonormal coordinates by Gram–Schmidt: PCA up to a rotation.
 */
export function oneCaptionAnImage(data: CaptionDataset, count: number): CaptionDataset {
  const train = data.splits.train;
  if (!train) throw new Error('no split train');
  const columns = data.captionLength;
  const firstOf = new Map<number, number>();
  train.imageIdxs.forEach((image, caption) => {
    if (!firstOf.has(image)) firstOf.set(image, caption);
  });
  const images = [...firstOf.keys()];
  const chosen = Array.from({ length: count }, (_, i) => images[i % images.length] ?? 0);
  const captions = chosen.flatMap((image) => {
    const start = (firstOf.get(image) ?? 0) * columns;
    return [...train.captions.subarray(start, start + columns)];
  });
  const rotated: Split = {
    ...train,
    captions: Int32Array.from(captions),
    captionCount: count,
    imageIdxs: Int32Array.from(chosen),
    features: rotate(train.features),
  };
  return { ...data, featureLength: PCA_LENGTH, splits: { train: rotated } };
}

function rotate(features: Split['features']): Split['features'] {
  const { count, length: D } = features;
  const rows = Array.from({ length: count }, (_, i) => Float64Array.from(features.readRows([i])));
  const mean = Float64Array.from({ length: D }, (_, d) => rows.reduce((sum, row) => sum + (row[d] ?? 0) / count, 0));
  const basis: Float64Array[] = [];
  const rotated = rows.map((row) => {
    const coordinates = new Float32Array(PCA_LENGTH);
    const rest = row.map((value, d) => value - (mean[d] ?? 0));
    basis.forEach((axis, k) => {
      const dot = rest.reduce((sum, value, d) => sum + value * (axis[d] ?? 0), 0);
      coordinates[k] = dot;
      axis.forEach((value, d) => {
        rest[d] = (rest[d] ?? 0) - dot * value;
      });
    });
    const norm = Math.hypot(...rest);
    if (norm > 1e-3) {
      coordinates[basis.length] = norm;
      basis.push(rest.map((value) => value / norm));
    }
    return coordinates;
  });
  const readRows = (indices: ArrayLike<number>) =>
    Float32Array.from(Array.from(indices).flatMap((row) => [...(rotated[row] ?? [])]));
  return { count, length: PCA_LENGTH, readRows };
}
