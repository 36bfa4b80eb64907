/** The kind of a file by its bytes, whatever its name. */
export type FileKind = 'weights' | 'picture' | 'hdf5' | 'archive' | 'other';

/** First bytes, as hexadecimal digits. */
const signatures: readonly (readonly [RegExp, FileKind])[] = [
  [/^894844460d0a1a0a/, 'hdf5'],
  // A single array of NumPy, and Python's pickles: their reader explains what to do with them.
  [/^934e554d5059/, 'weights'],
  [/^800[2-5]/, 'weights'],
  // JPEG, PNG, GIF, WebP, AVIF.
  [/^ffd8ff/, 'picture'],
  [/^89504e470d0a1a0a/, 'picture'],
  [/^474946383[79]61/, 'picture'],
  [/^52494646.{8}57454250/, 'picture'],
  [/^.{8}66747970(61766966|61766973|6d696631)/, 'picture'],
];
const zip = /^504b(0304|0506)/;

/** Length of the end of a zip archive that is searched for the names of its members. */
const DIRECTORY = 65_536;
/** The longest header that safetensors allows. */
const LONGEST_HEADER = 100_000_000n;

/**
 * Detects the kind of a file from its first 64 bytes, and for a zip archive also from its end, which names its members.
 * @throws DOMException when the file cannot be read: it has been moved, or access is denied
 */
export async function kindOfFile(file: Blob): Promise<FileKind> {
  const head = new Uint8Array(await file.slice(0, 64).arrayBuffer());
  if (isSafetensors(head)) return 'weights';
  const digits = Array.from(head, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (!zip.test(digits)) return signatures.find(([pattern]) => pattern.test(digits))?.[1] ?? 'other';
  // The name of the first member also stands near the beginning, which a truncated archive still has.
  const names = await new Blob([head, file.slice(-DIRECTORY)]).text();
  return /\.npy|data\.pkl/.test(names) ? 'weights' : 'archive';
}

/** The length of a JSON header in eight bytes, then the header. */
function isSafetensors(head: Uint8Array): boolean {
  if (head.length < 9) return false;
  const length = new DataView(head.buffer).getBigUint64(0, true);
  return length <= LONGEST_HEADER && head[8] === '{'.charCodeAt(0);
}
