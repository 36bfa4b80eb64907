/** The result of a batch of pictures: features, and why some pictures have none. */
export interface Batch {
  /** (pictures, D): zeros for a picture that could not be decoded. */
  readonly features: Float32Array<ArrayBuffer>;
  /** Pictures that could not be decoded, by their place in the batch. */
  readonly skipped: readonly { readonly place: number; readonly reason: string }[];
}

/** A batch as a file: the length of a JSON text as 32 bits, that text, and the features. */
export function encodeBatch({ features, skipped }: Batch): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(JSON.stringify(skipped));
  const bytes = new Uint8Array(4 + head.length + features.byteLength);
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 4);
  bytes.set(new Uint8Array(features.buffer, features.byteOffset, features.byteLength), 4 + head.length);
  return bytes;
}

/** The batch of this many pictures in a file; `undefined` for an incomplete one, which is then computed again. */
export function decodeBatch(bytes: Uint8Array, pictures: number, length: number): Batch | undefined {
  try {
    const headLength = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
    const numbers = bytes.slice(4 + headLength);
    if (numbers.length !== pictures * length * Float32Array.BYTES_PER_ELEMENT) return undefined;
    const skipped: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + headLength)));
    if (!Array.isArray(skipped) || !skipped.every((one) => isSkipped(one, pictures))) return undefined;
    return { features: new Float32Array(numbers.buffer), skipped };
  } catch {
    return undefined;
  }
}

function isSkipped(value: unknown, pictures: number): boolean {
  const { place, reason } = Object(value ?? {}) as { place?: unknown; reason?: unknown };
  return typeof reason === 'string' && Number.isInteger(place) && Number(place) >= 0 && Number(place) < pictures;
}
