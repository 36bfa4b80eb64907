/** What is asked of Node's file system. */
interface Folders {
  mkdirSync(path: string): unknown;
  statSync(path: string): { isDirectory(): boolean };
}

/**
 * Makes a folder in Node, and those above it that are missing. Node's own `recursive` never ends where a folder is there and says
 * of one to be made in it that there is none, as /proc does.
 * @throws what the file system says of the first folder that cannot be made
 */
export function makeFolder(folder: string, fs: Folders = process.getBuiltinModule('node:fs')): void {
  if (isFolder(folder, fs)) return;
  const { dirname, resolve } = process.getBuiltinModule('node:path');
  const parent = dirname(resolve(folder));
  if (parent !== resolve(folder)) makeFolder(parent, fs);
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    // Another process may have made it meanwhile.
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
