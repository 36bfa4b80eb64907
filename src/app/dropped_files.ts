/** Dropped files, and the names of those that could not be read. */
export interface Dropped {
  readonly files: readonly File[];
  readonly unreadable: readonly string[];
}

/** All files of a drop, including those inside dropped folders; none if text or a link was dropped. */
export async function droppedFiles(transfer: DataTransfer): Promise<Dropped> {
  // Items lose their content after the event: read them all before the first await.
  const dropped = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? item.getAsFile() ?? []);
  const all = (await Promise.all(dropped.map((one) => (one instanceof File ? [one] : filesOf(one))))).flat();
  return {
    files: all.filter((one) => one instanceof File),
    unreadable: all.filter((one) => typeof one === 'string'),
  };
}

/** Files of an entry and of all folders in it; in place of one that cannot be read, its name. */
async function filesOf(entry: FileSystemEntry): Promise<(File | string)[]> {
  try {
    if (isFile(entry)) {
      const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
      return [withPath(file, entry.fullPath)];
    }
    if (!isDirectory(entry)) return [];
    return (await Promise.all((await entriesOf(entry)).map(filesOf))).flat();
  } catch {
    return [entry.name];
  }
}

/** A file with its path in the folder, like a file of a chosen folder: two files may share a name. */
function withPath(file: File, fullPath: string): File {
  const path = fullPath.replace(/^\//, '');
  return path.includes('/') ? Object.defineProperty(file, 'webkitRelativePath', { value: path }) : file;
}

/** A reader returns a folder in parts, the last of which is empty. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const inside: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return inside;
    inside.push(...part);
  }
}

// The classes of entries have no global names in Chromium.
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
