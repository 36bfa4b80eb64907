/** The files of a CS231n folder, as the page explains them. */
export const expectedFiles = [
  { name: 'coco2014_captions.h5', is: 'captions of all splits', pattern: /^coco2014_captions\.h5$/, needed: true },
  { name: 'coco2014_vocab.json', is: 'the words', pattern: /^coco2014_vocab\.json$/, needed: true },
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
    is: 'whole references to score captions against',
    pattern: /^references\.json$/,
    needed: false,
  },
] as const;

const isPicture = (file: File) => /\.(jpe?g|png|webp|gif|avif)$/i.test(file.name);
const isData = (file: File) => expectedFiles.some(({ pattern }) => pattern.test(file.name));

/** Whether a file is one to open rather than one to train on. */
export const isCheckpoint = (file: File) => /\.(safetensors|npz)$/i.test(file.name);

/** Files a person gave, sorted by what they are for. */
export interface GivenFiles {
  /** Those of the CS231n layout; of two with one name the later counts. */
  readonly data: readonly File[];
  /** Pictures, by name: shown in place of an address that ends in it. */
  readonly pictures: ReadonlyMap<string, File>;
  /** Names of files nothing is done with. */
  readonly ignored: readonly string[];
}

export const noFiles: GivenFiles = { data: [], pictures: new Map(), ignored: [] };

/** `given` and more files. */
export function withFiles(given: GivenFiles, files: readonly File[]): GivenFiles {
  const data = new Map(given.data.map((file) => [file.name, file]));
  const pictures = new Map(given.pictures);
  const ignored = new Set(given.ignored);
  for (const file of files) {
    if (isData(file)) data.set(file.name, file);
    else if (isPicture(file)) pictures.set(file.name, file);
    else ignored.add(file.name);
  }
  return { data: [...data.values()], pictures, ignored: [...ignored] };
}

/** Names of the files without which nothing can be trained. */
export function missingFiles(given: GivenFiles): string[] {
  return expectedFiles
    .filter(({ needed, pattern }) => needed && !given.data.some((file) => pattern.test(file.name)))
    .map(({ name }) => name);
}

/** All files of a drop, those inside dropped folders too. */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  // What an item holds is gone once the event is over: take it all before the first await.
  const dropped = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? item.getAsFile() ?? []);
  return (await Promise.all(dropped.map((one) => (one instanceof File ? [one] : filesOf(one))))).flat();
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (entry instanceof FileSystemFileEntry) {
    return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))];
  }
  if (!(entry instanceof FileSystemDirectoryEntry)) return [];
  const reader = entry.createReader();
  const inside: FileSystemEntry[] = [];
  for (;;) {
    // A reader hands out a folder in parts, an empty one at the end.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) break;
    inside.push(...part);
  }
  return (await Promise.all(inside.map(filesOf))).flat();
}
