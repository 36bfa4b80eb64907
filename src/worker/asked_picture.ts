import { OptionError } from '../errors.ts';
import type { Picture } from '../picture.ts';
import { featuresOf } from '../prepare/features_of.ts';
import { type FloatTensor, tensor } from '../tensor.ts';
import { decodePicture } from '../vision/decode_picture.ts';
import type { PictureFeatures } from './picture_features.ts';
import type { AskedPicture } from './protocol.ts';
import { splitOf, type TrainingData } from './training_data.ts';

/**
 * The feature (1, D) of a picture that is asked about, and its pixels where they are at hand.
 * @throws OptionError for a picture that is not in the split, or one that these data cannot have features of; DataError for a
 * file that is no picture
 */
export async function askedPicture(
  where: string,
  { data }: TrainingData,
  { split, image, own }: AskedPicture,
  features: PictureFeatures | undefined,
): Promise<{ feature: FloatTensor; pixels: Picture | undefined }> {
  const shape = [1, data.featureLength];
  if (!own) {
    const { name, features: rows } = splitOf(data, split);
    if (!Number.isInteger(image) || image < 0 || image >= rows.count) {
      const expected = `a picture from 0 to ${rows.count - 1}`;
      throw new OptionError({ where: `${where}: ${name}`, expected, found: String(image) });
    }
    return { feature: tensor(shape, rows.readRows([image])), pixels: features?.picture(split, image) };
  }
  if (!features) {
    throw new OptionError({
      where: `${where}: a picture of your own`,
      expected: 'data whose features can be computed here',
      found: `${data.name}, whose features a network made that is not loaded`,
      remedy: 'Choose the weights of that network under “Your own picture”.',
    });
  }
  const path = own instanceof File ? own.name : 'the picture';
  const pixels = features.maker.fit(await decodePicture(own, path));
  return { feature: tensor(shape, await featuresOf(features.maker, [{ path, picture: pixels }])), pixels };
}
