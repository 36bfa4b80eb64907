import { Random } from '../../../src/random.ts';
import { type FloatTensor, tensor } from '../../../src/tensor.ts';
import { writeSafetensors } from '../../../src/tensor_files/safetensors.ts';
import { convolutionsOf, type Version } from '../../../src/vision/squeezenet.ts';
import { normalTensor } from '../../support/tensors.ts';

/** A small SqueezeNet of random weights by Caffe's names. */
export type SmallWeights = Readonly<Record<string, FloatTensor>>;

const CHANNELS = { conv1: 8, squeeze1x1: 4, expand1x1: 4, expand3x3: 8 } as const;

/** With many another seed most of so few channels are dead: their ReLU is 0 whatever the picture. */
const SEED = 7;

/** Weights in float64, of a scale that keeps numbers as large from layer to layer as they are. */
export function smallWeights(version: Version, classes = 5): SmallWeights {
  const random = new Random(SEED);
  const weights: Record<string, FloatTensor> = {};
  const channels = new Map<string, number>();
  for (const { name, window: R, reads } of convolutionsOf(version)) {
    const part = name.split('/').at(-1) ?? '';
    const F = name === 'conv10' ? classes : CHANNELS[part as keyof typeof CHANNELS];
    const C = reads.reduce((sum, one) => sum + (channels.get(one) ?? 0), 0) || 3;
    if (F === 0) continue;
    channels.set(name, F);
    weights[`${name}.weight`] = normalTensor(random, Math.sqrt(2 / (C * R * R)), F, C, R, R);
    const bias = normalTensor(random, 0.1, F);
    // A class whose score the last ReLU made 0 has no gradient.
    weights[`${name}.bias`] =
      name === 'conv10'
        ? tensor(
            [F],
            bias.data.map((value) => value + 5),
          )
        : bias;
  }
  return weights;
}

/** The same under torchvision's names. */
export function asTorchvision(version: Version, weights: SmallWeights, prefix = ''): SmallWeights {
  const renamed = convolutionsOf(version).flatMap(({ name, torchvision }) =>
    ['weight', 'bias'].flatMap((part) => {
      const tensor = weights[`${name}.${part}`];
      return tensor ? [[`${prefix}${torchvision}.${part}`, tensor] as const] : [];
    }),
  );
  return Object.fromEntries(renamed);
}

/** What the metadata of a small network's file say of its input. */
export const SMALL_INPUT = 'BGR, 37x37, minus (100,110,120), divided by (50,60,70)';

/** A file of a small network with Caffe's names. */
export function smallFile(
  version: Version,
  metadata: Readonly<Record<string, string>> = { input: SMALL_INPUT },
): Uint8Array {
  return writeSafetensors(smallWeights(version), metadata);
}
