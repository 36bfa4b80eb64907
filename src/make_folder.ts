/** The functions of Node's file system that are used. */
interface Folders {
  mkdirSync(path: string): unknown;
  statSync(path: string): { isDirectory(): boolean };
}

/**
 * Makes a folder in Node, and its missing parents. Node's own `recursive` loops forever in folders such as /proc, which exist
 * but report a missing parent when a folder is made in them.
 * @throws the file system's error for the first folder that cannot be made
 */
export function makeFolder(folder: string, fs: Folders = process.getBuiltinModule('node:fs')): void {
  if (isFolder(folder, fs)) return;
  const { dirname, resolve } = process.getBuiltinModule('node:path');
  const parent = dirname(resolve(folder));
  if (parent !== resolve(folder)) makeFolder(parent, fs);
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    // Another process may have made it in the meantime.
    if (!isFolder(folder, fs)) throw error;
  }
}

function isFolder(path: string, fs: Folders): boolean {
  try {
    return fs.statSync(path).isDirectory();
  } catch {
    return false;
  }
}
