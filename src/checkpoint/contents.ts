import { refuseOthers } from '../tensor_files/file_kinds.ts';
import { refused } from '../tensor_files/json.ts';
import { isNpz, readNpz } from '../tensor_files/npy.ts';
import { readSafetensors, type TensorFile } from '../tensor_files/safetensors.ts';
import type { StoredTensors } from '../tensor_files/stored.ts';
import { isTorchZip, readTorchZip } from '../tensor_files/torch_zip.ts';
import { readZip } from '../tensor_files/zip.ts';
import { isZip } from '../tensor_files/zip_directory.ts';
import { isCheckpoint } from './checkpoint.ts';
import { ownWords, wordsInMetadata } from './words.ts';

/** What a file holds, whatever its format. */
export interface Contents {
  readonly tensors: StoredTensors;
  readonly words?: readonly string[] | undefined;
  /** The file that says that it is a checkpoint of ours. */
  readonly ours?: TensorFile;
}

/**
 * The tensors of a file, and its words if it brings any. What the file is, its bytes say, not its name.
 * @throws CheckpointError when it is damaged, or a file of another kind: the message says of which, and what to do
 */
export function contentsOf(bytes: Uint8Array, where: string): Contents {
  refuseOthers(bytes, where);
  if (isZip(bytes)) return inZip(bytes, where);
  const file = readSafetensors(bytes, where);
  const { tensors, metadata } = file;
  // A checkpoint whose checksum is right is decoded as a whole, words included.
  if (isCheckpoint(metadata) && file.verified) return { tensors, ours: file };
  const words = wordsInMetadata(where, metadata);
  return isCheckpoint(metadata) ? { tensors, words, ours: file } : { tensors, words };
}

function inZip(bytes: Uint8Array, where: string): Contents {
  const members = readZip(bytes, where);
  if (isNpz(members)) {
    const tensors = readNpz(members, where);
    // Words of a type that is not read are still words: they are refused, not left to those that were given.
    const stringsOf = (name: string) => (tensors.has(name) ? (tensors.get(name)?.strings?.() ?? null) : undefined);
    return { tensors, words: ownWords(where, stringsOf) };
  }
  if (isTorchZip(members)) {
    const { tensors, value } = readTorchZip(members, where);
    return { tensors, words: ownWords(where, (name) => (value instanceof Map ? value.get(name) : undefined)) };
  }
  const remedy =
    'Save the parameters with np.savez(path, **params), torch.save(model.state_dict(), path) or as safetensors.';
  return refused(where, 'a zip file of NumPy or PyTorch', `one of ${members.size} other files`, remedy);
}
