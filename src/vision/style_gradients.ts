import type { FloatTensor } from '../tensor.ts';
import { visitNeighbours } from './style_losses.ts';

type Floats = Float32Array | Float64Array;

/** Adds to `gradient` that of `contentLoss` by the current features. */
export function addContentGradient(weight: number, current: FloatTensor, target: FloatTensor, gradient: Floats): void {
  for (let i = 0; i < gradient.length; i++) {
    gradient[i] = (gradient[i] ?? 0) + 2 * weight * ((current.data[i] ?? 0) - (target.data[i] ?? 0));
  }
}

/**
 * Adds to `gradient` that of one layer's part of `styleLoss` by its features (1, C, height, width), whose Gram matrix is `gram`: with G = F Fᵀ / (C · height · width), of
 * weight · Σ (G − target)² it is 4 · weight · (G − target) F / (C · height · width).
 */
export function addStyleGradient(
  weight: number,
  features: FloatTensor,
  gram: FloatTensor,
  target: FloatTensor,
  gradient: Floats,
): void {
  const [, C = 0, height = 0, width = 0] = features.shape;
  const pixels = height * width;
  for (let a = 0; a < C; a++) {
    for (let b = 0; b < C; b++) {
      const difference = (gram.data[a * C + b] ?? 0) - (target.data[a * C + b] ?? 0);
      const scale = (4 * weight * difference) / (C * pixels);
      for (let m = 0; m < pixels; m++) {
        gradient[a * pixels + m] = (gradient[a * pixels + m] ?? 0) + scale * (features.data[b * pixels + m] ?? 0);
      }
    }
  }
}

/** Adds to `gradient` that of `tvLoss` by the image. */
export function addTvGradient(weight: number, image: FloatTensor, gradient: Floats): void {
  visitNeighbours(image, (one, other) => {
    const slope = 2 * weight * ((image.data[one] ?? 0) - (image.data[other] ?? 0));
    gradient[one] = (gradient[one] ?? 0) + slope;
    gradient[other] = (gradient[other] ?? 0) - slope;
  });
}
