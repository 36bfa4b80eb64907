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

/** The contents of a file of any format. */
export interface Contents {
  readonly tensors: StoredTensors;
  readonly words?: readonly string[] | undefined;
  /** The file, if it claims to be a Fourgate checkpoint. */
  readonly ours?: TensorFile;
}

/**
 * The tensors of a file, and its words if it has any. Its bytes, not its name, decide its format.
 * @throws CheckpointError when it is damaged or of another kind: the message names the kind, and what to do
 */
export function contentsOf(bytes: Uint8Array, where: string): Contents {
  refuseOthers(bytes, where);
  if (isZip(bytes)) return inZip(bytes, where);
  const file = readSafetensors(bytes, where);
  const { tensors, metadata } = file;
  // A checkpoint with a valid checksum is decoded as a whole, including its words.
  if (isCheckpoint(metadata) && file.verified) return { tensors, ours: file };
  const words = wordsInMetadata(where, metadata);
  return isCheckpoint(metadata) ? { tensors, words, ours: file } : { tensors, words };
}

function inZip(bytes: Uint8Array, where: string): Contents {
  const members = readZip(bytes, where);
  if (isNpz(members)) {
    const tensors = readNpz(members, where);
    // Words of an unsupported type are refused instead of being replaced by those that the caller gave.
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
