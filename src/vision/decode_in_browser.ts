import { DataError } from '../errors.ts';
import { type Picture, requirePictureSize } from '../picture.ts';

/** What `decodePicture` does where the platform decodes pictures. */
export async function decodeInBrowser(file: Blob, where: string): Promise<Picture> {
  const bitmap = await bitmapOf(file, where);
  try {
    const { width, height } = bitmap;
    requirePictureSize(where, width, height);
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!context) {
      throw new DataError({
        where,
        expected: 'a canvas to draw a picture on',
        found: 'none',
        remedy: 'Close other tabs.',
      });
    }
    context.fillStyle = 'white';
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    return { width, height, data };
  } finally {
    bitmap.close();
  }
}

async function bitmapOf(file: Blob, where: string): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch (cause) {
    throw new DataError(
      {
        where,
        expected: 'a picture that this browser decodes, such as a JPEG or PNG',
        found: cause instanceof Error ? cause.message : String(cause),
        remedy: 'It is damaged, or a file of another kind.',
      },
      { cause },
    );
  }
}
