import { readNpy } from './npy.ts';
import type { StoredTensor } from './stored.ts';
import type { ZipMember } from './zip.ts';

const ENDING = '.npy';

/** Whether the files of a zip file are NumPy's arrays. */
export const isNpz = (members: ReadonlyMap<string, ZipMember>) =>
  [...members.keys()].some((name) => name.endsWith(ENDING));

/** The arrays of a NumPy `.npz` file by name. @throws CheckpointError when one is damaged */
export function readNpz(members: ReadonlyMap<string, ZipMember>, where: string): Map<string, StoredTensor> {
  const arrays = new Map<string, StoredTensor>();
  for (const [file, { content }] of members) {
    if (!file.endsWith(ENDING)) continue;
    const name = file.slice(0, -ENDING.length);
    arrays.set(name, readNpy(content(), `${where}: ${name}`));
  }
  return arrays;
}
