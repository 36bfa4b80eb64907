import { requireString, wrongKind } from '../arguments.ts';
import { refused } from './json.ts';
import { isZip } from './zip_directory.ts';

/** A kind of file that is easily mistaken for weights, and what to do about it. */
interface Kind {
  readonly is: string;
  /** Its possible first bytes, each as the character with that code. */
  readonly begins: readonly string[];
  /** Their offset. */
  readonly at?: number;
  readonly remedy: string;
}

const SAVE_AGAIN = 'Load it in the program that wrote it, and save the parameters by name:';
const SAVE_NUMPY = `${SAVE_AGAIN} np.savez(path, **params).`;
const SAVE_TORCH = `${SAVE_AGAIN} torch.save(model.state_dict(), path).`;
const UNPACK = 'Unpack it first, and open the resulting file.';

/** The first match counts. */
const KINDS: readonly Kind[] = [
  { is: 'one NumPy array (.npy)', begins: ['\x93NUMPY'], remedy: SAVE_NUMPY },
  {
    is: 'HDF5',
    begins: ['\x89HDF\r\n\x1a\n'],
    remedy:
      "Open a data set's HDF5 files as data (--data DIR, or drop them on the page), and weights in one of these formats.",
  },
  {
    is: 'a file of torch.save in the format before PyTorch 1.6',
    begins: ['\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19'],
    remedy: SAVE_TORCH,
  },
  {
    is: 'a pickle',
    begins: ['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05', '(dp', '(lp', 'ccopy_reg\n', '}q', ']q'],
    remedy: SAVE_NUMPY,
  },
  {
    is: 'a compressed file',
    begins: ['\x1f\x8b', 'BZh', '\xfd7zXZ', '7z\xbc\xaf', 'Rar!', '\x28\xb5\x2f\xfd'],
    remedy: UNPACK,
  },
  { is: 'a tar archive', begins: ['ustar'], at: 257, remedy: UNPACK },
  {
    is: 'a web page',
    begins: ['<!doctype', '<!DOCTYPE', '<html', '<HTML', '<?xml'],
    remedy: 'Download the file itself, not the page about it.',
  },
  {
    is: 'a pointer of Git LFS',
    begins: ['version https://git-lfs'],
    remedy: 'Fetch the file that it points to: git lfs pull.',
  },
];

const LOOKED_AT = 512;

/** Whether bytes begin with a length below 4 GB, as safetensors do, or are too few to tell. */
const hasLength = (bytes: Uint8Array) => bytes.subarray(4, 8).every((byte) => byte === 0);

/** Whether bytes begin as safetensors do: a length, then a JSON object. */
const isSafetensors = (bytes: Uint8Array) => hasLength(bytes) && bytes[8] === 0x7b;

/** @throws CheckpointError saying what the file is, and what to do, when its first bytes are those of other files */
export function refuseOthers(bytes: Uint8Array, where: string): void {
  const expected = 'weights: safetensors, NumPy .npz or a state dict of torch.save';
  if (bytes.length === 0)
    refused(where, expected, 'an empty file', 'Writing or copying it was interrupted: get it again.');
  if (isSafetensors(bytes) || isZip(bytes)) return;
  const beginning = String.fromCharCode(...bytes.subarray(0, LOOKED_AT));
  const kind = KINDS.find(({ begins, at = 0 }) => begins.some((text) => beginning.startsWith(text, at)));
  if (kind) refused(where, expected, kind.is, kind.remedy);
  if (hasLength(bytes)) return;
  refused(where, expected, 'a file of another kind', 'If it should be one of these, its beginning is damaged.');
}

/**
 * Checks that the arguments of a function that reads a file are its bytes and its name.
 * @throws OptionError naming the function otherwise
 */
export function requireFile(reader: string, bytes: unknown, where: unknown): void {
  if (!(bytes instanceof Uint8Array)) {
    const remedy = bytes instanceof ArrayBuffer ? 'Pass new Uint8Array(buffer).' : undefined;
    throw wrongKind(`${reader}: bytes`, 'the bytes of a file as a Uint8Array', bytes, remedy);
  }
  if (!(bytes.buffer instanceof ArrayBuffer)) {
    const remedy = 'Pass a copy: bytes.slice().';
    throw wrongKind(`${reader}: bytes`, 'bytes that no other thread can change', bytes.buffer, remedy);
  }
  requireString(`${reader}: where`, 'the name of the file, for messages', where);
}
