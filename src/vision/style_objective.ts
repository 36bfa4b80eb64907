import type { FloatTensor } from '../tensor.ts';
import type { LayerFeatures } from './layer_features.ts';
import { addContentGradient, addStyleGradient, addTvGradient } from './style_gradients.ts';
import { contentLoss, gramMatrix, squaredDistance, tvLoss } from './style_losses.ts';

/** What an image made by `styleTransfer` is held against, and how much each part counts. */
export interface StyleTargets {
  readonly content: FloatTensor;
  readonly contentWeight: number;
  /** A Gram matrix a layer. */
  readonly styles: readonly FloatTensor[];
  readonly styleWeights: readonly number[];
  readonly tvWeight: number;
}

/**
 * The loss of an image (1, 3, height, width) and its gradient.
 * @param layers that of the content, then those of the style
 */
export async function styleObjective(
  image: FloatTensor,
  layers: LayerFeatures,
  targets: StyleTargets,
): Promise<{ readonly loss: number; readonly gradient: FloatTensor }> {
  const { content, contentWeight, styles, styleWeights, tvWeight } = targets;
  const features = await layers.forward(image);
  const gradients = features.map(({ shape, data }) => ({ shape, data: new Float64Array(data.length) }));
  let loss = tvLoss(image, tvWeight);
  for (const [i, one] of features.entries()) {
    const into = gradients[i]?.data ?? new Float64Array();
    if (i === 0) {
      loss += contentLoss(contentWeight, one, content);
      addContentGradient(contentWeight, one, content, into);
    } else {
      const [weight, style] = [styleWeights[i - 1] ?? 0, styles[i - 1] as FloatTensor];
      const gram = gramMatrix(one);
      loss += weight * squaredDistance(gram.data, style.data);
      addStyleGradient(weight, one, gram, style, into);
    }
  }
  const gradient = await layers.backward(gradients);
  addTvGradient(tvWeight, image, gradient.data);
  return { loss, gradient };
}
