import { plural } from '../client/format.ts';
import { expectedFiles } from './files.ts';

/** The parts of a data set of the user's own photos, as far as they were provided. */
export interface GivenPhotos {
  readonly photos: readonly File[];
  /** A file of captions, or texts beside the photos. */
  readonly texts: readonly File[];
  /** Weights of the network that computes their features. */
  readonly cnn?: File;
}

export const noPhotos: GivenPhotos = { photos: [], texts: [] };

const isText = ({ name }: File) => /\.(txt|csv|jsonl?|token)$/i.test(name);
const isWeights = ({ name }: File) => /\.(safetensors|pth?)$/i.test(name);
const isPhoto = ({ name }: File) => /\.(jpe?g|png|webp|gif|avif|tiff?)$/i.test(name);
const isOfDataSet = ({ name }: File) => expectedFiles.some(({ pattern }) => pattern.test(name));

const pathOf = (file: File) => file.webkitRelativePath || file.name;

/** Whether files are photos with captions, rather than an existing data set made of such. */
export function arePhotosWithCaptions(files: readonly File[]): boolean {
  return files.some(isText) && files.filter(isPhoto).length > 1 && !files.some(isOfDataSet);
}

/** `given` and more files. Of two with the same path the later counts; a later captions file replaces an earlier one. */
export function withPhotoFiles(given: GivenPhotos, files: readonly File[]): GivenPhotos {
  const texts = files.filter(isText);
  const cnn = files.findLast(isWeights) ?? given.cnn;
  const byPath = (file: File) => [pathOf(file), file] as const;
  return {
    photos: [...new Map([...given.photos, ...files.filter(isPhoto)].map(byPath)).values()],
    texts: texts.length > 0 ? texts : given.texts,
    ...(cnn && { cnn }),
  };
}

/**
 * Files provided after a data set was made of `made`. Photos with their own captions are for another data set, with the same
 * weights: the earlier photos would only be without captions.
 */
export function afterMaking(made: GivenPhotos, files: readonly File[]): GivenPhotos {
  const { photos: _, texts: __, ...weights } = made;
  return withPhotoFiles(arePhotosWithCaptions(files) ? { ...noPhotos, ...weights } : made, files);
}

/** What a data set still lacks; `undefined` if nothing. */
export function lackOfPhotos({ photos, texts }: GivenPhotos): 'photos' | 'captions' | undefined {
  return photos.length === 0 ? 'photos' : texts.length === 0 ? 'captions' : undefined;
}

/**
 * Paths of the photos in their folder, then of the texts. If all photos come from one folder, its name is not part of the path.
 */
export function pathsOf({ photos, texts }: GivenPhotos): string[] {
  const paths = [...photos, ...texts].map(pathOf);
  const [folder] = /^[^/]+\//.exec(paths[0] ?? '') ?? [''];
  const isCommon = paths.slice(0, photos.length).every((path) => path.startsWith(folder));
  return paths.map((path) => (isCommon && path.startsWith(folder) ? path.slice(folder.length) : path));
}

/** The name of the folder that photos were chosen from. */
export const folderOf = ([first]: readonly File[]) => first?.webkitRelativePath?.split('/', 1)[0] || 'photos';

/** The files provided so far, in a sentence. */
export function photosInWords(given: GivenPhotos): string {
  const { photos, texts, cnn } = given;
  const [text, ...more] = texts;
  const captions = text && (more.length === 0 ? text.name : plural(texts.length, 'text'));
  const parts = [photos.length > 0 && plural(photos.length, 'photo'), captions, cnn?.name].filter(Boolean);
  const lack = lackOfPhotos(given);
  const next = lack ? `Still missing: ${lack}.` : '“Make the data set” computes their features.';
  return parts.length > 0 ? `For a data set of your photos: ${parts.join(', ')}. ${next}` : next;
}
