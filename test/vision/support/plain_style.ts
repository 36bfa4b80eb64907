import type { FloatTensor } from '../../../src/tensor.ts';
import { layerFeatures } from '../../../src/vision/layer_features.ts';
import type { ImageNetwork } from '../../../src/vision/network.ts';
import { imageGradient, networkInput } from '../../../src/vision/network_input.ts';
import { NetworkProgram } from '../../../src/vision/network_program.ts';
import { planOf } from '../../../src/vision/plan.ts';
import { contentLoss, gramMatrix, styleLoss, tvLoss } from '../../../src/vision/style_losses.ts';

type Floats = Float32Array | Float64Array;

/** Adds to `gradient` that of `contentLoss` by the current features. */
export function addContentGradient(weight: number, current: FloatTensor, target: FloatTensor, gradient: Floats): void {
  for (let i = 0; i < gradient.length; i++) {
    gradient[i] = (gradient[i] ?? 0) + 2 * weight * ((current.data[i] ?? 0) - (target.data[i] ?? 0));
  }
}

/**
 * Adds to `gradient` that of one layer's part of `styleLoss` by its features (1, C, height, width): with G = F Fᵀ / (C · height · width), of
 * weight · Σ (G − target)² it is 4 · weight · (G − target) F / (C · height · width).
 */
export function addStyleGradient(weight: number, features: FloatTensor, target: FloatTensor, gradient: Floats): void {
  const [, C = 0, height = 0, width = 0] = features.shape;
  const pixels = height * width;
  const gram = gramMatrix(features);
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
export function addTvGradient(weight: number, { shape, data }: FloatTensor, gradient: Floats): void {
  const [, , height = 0, width = 0] = shape;
  const add = (one: number, other: number) => {
    const slope = 2 * weight * ((data[one] ?? 0) - (data[other] ?? 0));
    gradient[one] = (gradient[one] ?? 0) + slope;
    gradient[other] = (gradient[other] ?? 0) - slope;
  };
  for (let i = 0; i < data.length; i++) {
    if (i % width < width - 1) add(i, i + 1);
    if (Math.floor(i / width) % height < height - 1) add(i, i + width);
  }
}

/** Layers by torchvision's numbers, and weights, of a style transfer. */
export interface PlainTerms {
  readonly contentLayer: number;
  readonly contentWeight: number;
  readonly styleLayers: readonly number[];
  readonly styleWeights: readonly number[];
  readonly tvWeight: number;
}

/** The loss of an image held against two others, and its gradient, by the definitions. */
export async function plainObjective(
  model: ImageNetwork,
  image: FloatTensor,
  { content, style }: { readonly content: FloatTensor; readonly style: FloatTensor },
  { contentLayer, contentWeight, styleLayers, styleWeights, tvWeight }: PlainTerms,
): Promise<{ readonly loss: number; readonly gradient: FloatTensor }> {
  const layers = model.layers('plain', [contentLayer, ...styleLayers]);
  const [[target], ofStyle, [current, ...features]] = await Promise.all([
    layerFeatures('content', layers, content),
    layerFeatures('style', layers, style),
    layerFeatures('image', layers, image),
  ]);
  const styles = ofStyle.slice(1).map((one) => gramMatrix(one));
  const [first, wanted] = [current as FloatTensor, target as FloatTensor];
  const loss =
    contentLoss(contentWeight, first, wanted) +
    styleLoss(features, [...features.keys()], styles, styleWeights) +
    tvLoss(image, tvWeight);
  const gradients = [first, ...features].map((one) => new Float64Array(one.data.length));
  addContentGradient(contentWeight, first, wanted, gradients[0] as Floats);
  for (const [i, one] of features.entries()) {
    addStyleGradient(styleWeights[i] ?? 0, one, styles[i] as FloatTensor, gradients[i + 1] as Floats);
  }
  const byName = new Map<string, Float64Array>();
  for (const [i, name] of layers.names.entries()) {
    const sum = byName.get(name) ?? new Float64Array(gradients[i]?.length ?? 0);
    byName.set(
      name,
      sum.map((value, at) => value + (gradients[i]?.[at] ?? 0)),
    );
  }
  const gradient = await throughNetwork(model, image, byName);
  addTvGradient(tvWeight, image, gradient.data);
  return { loss, gradient };
}

/** The gradient of an image from those of some of its layers (1, channels, height, width). */
async function throughNetwork(
  model: ImageNetwork,
  image: FloatTensor,
  gradients: ReadonlyMap<string, Float64Array>,
): Promise<FloatTensor> {
  const { backend, filters, file } = model.layers('plain', []);
  const { height, width, read } = networkInput('image', image, file.convention, backend);
  const plan = planOf(file, height, width, 'image');
  const wanted = { outputs: [...gradients.keys()], mean: false, gradient: true };
  const program = new NetworkProgram(backend, filters, plan, wanted, 1);
  await program.forward(read(0, 1), 1);
  const given = [...plan.activations.values()].flatMap(({ name, channels }) => {
    const values = gradients.get(name);
    const pixels = (values?.length ?? 0) / channels;
    return values ? [values.map((_, i) => values[(i % channels) * pixels + Math.floor(i / channels)] ?? 0)] : [];
  });
  const dinput = await program.backward(given, 1);
  program.destroy();
  const data = new Float64Array(3 * height * width);
  imageGradient(dinput, 1, height * width, file.convention, data);
  return { shape: [1, 3, height, width], data };
}
