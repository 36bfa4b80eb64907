import { type FileKind, kindOfFile } from './file_kind.ts';

/** The files of a CS231n folder, as the page explains them. */
export const expectedFiles = [
  { name: 'coco2014_captions.h5', is: 'captions of all splits', pattern: /^coco2014_captions\.h5$/, needed: true },
  { name: 'coco2014_vocab.json', is: 'the vocabulary', pattern: /^coco2014_vocab\.json$/, needed: true },
  {
    name: 'train2014_vgg16_fc7_pca.h5',
    is: 'image features (or without _pca)',
    pattern: /^train2014_vgg16_fc7(_pca)?\.h5$/,
    needed: true,
  },
  {
    name: 'val2014_vgg16_fc7_pca.h5',
    is: 'the same for val (test, …)',
    pattern: /^(?!train)\w+2014_vgg16_fc7(_pca)?\.h5$/,
    needed: true,
  },
  { name: 'train2014_urls.txt', is: 'addresses of the pictures', pattern: /^\w+2014_urls\.txt$/, needed: false },
  {
    name: 'references.json',
    is: 'full references to score captions against',
    pattern: /^references\.json$/,
    needed: false,
  },
] as const;

const isData = ({ name }: File) => expectedFiles.some(({ pattern }) => pattern.test(name));
/** Typical names of weights: their reader refuses a file of such a name with other content. */
const looksLikeWeights = ({ name }: File) => /\.(safetensors|np[yz]|pth?|ckpt|bin)$/i.test(name);

/** Files that the user provided, by their use. */
export interface SortedFiles {
  /** Those of the CS231n layout. */
  readonly data: readonly File[];
  readonly weights: readonly File[];
  readonly pictures: readonly File[];
  /** Files that nothing here reads, with the kind that explains why. */
  readonly others: readonly { readonly name: string; readonly kind: FileKind }[];
  readonly unreadable: readonly string[];
}

type Use = keyof SortedFiles;

/** Files read at a time: a folder of pictures may have thousands. */
const AT_ONCE = 64;

/** Sorts files by their bytes, and those of a data set by their names as well: names determine the part that a file is. */
export async function sortFiles(files: readonly File[]): Promise<SortedFiles> {
  const sorted: { file: File; use: Use; kind: FileKind }[] = [];
  for (let begin = 0; begin < files.length; begin += AT_ONCE) {
    const some = files.slice(begin, begin + AT_ONCE);
    sorted.push(...(await Promise.all(some.map(async (file) => ({ file, ...(await useOf(file)) })))));
  }
  const filesFor = (wanted: Use) => sorted.filter(({ use }) => use === wanted).map(({ file }) => file);
  return {
    data: filesFor('data'),
    weights: filesFor('weights'),
    pictures: filesFor('pictures'),
    others: sorted.filter(({ use }) => use === 'others').map(({ file, kind }) => ({ name: file.name, kind })),
    unreadable: filesFor('unreadable').map(({ name }) => name),
  };
}

async function useOf(file: File): Promise<{ use: Use; kind: FileKind }> {
  try {
    const kind = await kindOfFile(file);
    if (kind === 'weights') return { use: 'weights', kind };
    if (isData(file)) return { use: 'data', kind };
    if (kind === 'picture') return { use: 'pictures', kind };
    return { use: kind === 'other' && looksLikeWeights(file) ? 'weights' : 'others', kind };
  } catch {
    return { use: 'unreadable', kind: 'other' };
  }
}

/** Files of a data set and its pictures, provided so far. */
export interface GivenFiles {
  /** Of two with the same name the later counts. */
  readonly data: readonly File[];
  /** By name, and shown for an address that ends in it; or by the whole address where that is known. */
  readonly pictures: ReadonlyMap<string, File>;
}

export const noFiles: GivenFiles = { data: [], pictures: new Map() };

/** `given` and more files. */
export function withFiles(given: GivenFiles, { data, pictures }: Pick<SortedFiles, 'data' | 'pictures'>): GivenFiles {
  const byName = (files: readonly File[]) => files.map((file) => [file.name, file] as const);
  return {
    data: [...new Map(byName([...given.data, ...data])).values()],
    pictures: new Map([...given.pictures, ...byName(pictures)]),
  };
}

/** `given` and pictures whose addresses are known: two of them may share a name. */
export function withPictures(given: GivenFiles, pictures: ReadonlyMap<string, File>): GivenFiles {
  return { ...given, pictures: new Map([...given.pictures, ...pictures]) };
}

/** Names of the files without which nothing can be trained. */
export function missingFiles(given: GivenFiles): string[] {
  return expectedFiles
    .filter(({ needed, pattern }) => needed && !given.data.some((file) => pattern.test(file.name)))
    .map(({ name }) => name);
}
