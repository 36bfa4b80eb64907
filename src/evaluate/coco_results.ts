import { requireCallback, requireList, requireObject, requireString } from '../arguments.ts';
import { wholeNumber } from '../option_checks.ts';
import type { EvaluatedImage } from './evaluate_captions.ts';

/** An entry of a results file of the coco-caption toolkit. */
export interface CocoResult {
  readonly image_id: number;
  readonly caption: string;
}

/**
 * Captions as the coco-caption toolkit reads them (`COCO.loadRes`): `JSON.stringify` makes the file of it.
 * @param imageId COCO's number of an image; by default the row of the split's features, which CS231n's files have instead
 * @throws OptionError when `images` is no list of images with captions
 */
export function cocoResults(
  images: readonly Pick<EvaluatedImage, 'image' | 'caption'>[],
  imageId: (image: number) => number = (image) => image,
): CocoResult[] {
  requireList('cocoResults: images', 'a list of images with captions', images);
  requireCallback('cocoResults: imageId', imageId);
  images.forEach((image, index) => {
    requireObject(`cocoResults: images[${index}]`, 'an image with its caption', image);
    wholeNumber(`cocoResults: images[${index}].image`, image.image);
    requireString(`cocoResults: images[${index}].caption`, 'a caption', image.caption);
  });
  return images.map(({ image, caption }) => ({ image_id: imageId(image), caption }));
}
