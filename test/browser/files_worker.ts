import type { CaptionDataset } from '../../src/data/dataset.ts';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { FourgateError } from '../../src/errors.ts';

/** What the worker is asked: to load chosen files, or for rows of the training features of what it loaded. */
export type FilesRequest = { readonly files: readonly File[] } | { readonly rows: readonly number[] };

export interface FilesReply {
  readonly splits?: readonly { readonly name: string; readonly captions: number; readonly images: number }[];
  /** First number of each row. */
  readonly firsts?: readonly number[];
  readonly error?: { readonly name: string; readonly where: string; readonly found: string };
  /** Read from all files so far. */
  readonly bytesRead: number;
}

/** Only workers have it; TypeScript's DOM library does not declare it. */
declare const FileReaderSync: { prototype: { readAsArrayBuffer(blob: Blob): ArrayBuffer } };

let bytesRead = 0;
const readAsArrayBuffer = FileReaderSync.prototype.readAsArrayBuffer;
FileReaderSync.prototype.readAsArrayBuffer = function (blob) {
  bytesRead += blob.size;
  return readAsArrayBuffer.call(this, blob);
};

let data: CaptionDataset | undefined;

async function answer(request: FilesRequest): Promise<Partial<FilesReply>> {
  try {
    if ('rows' in request) {
      const features = data?.splits.train?.features;
      const values = features?.readRows(request.rows) ?? [];
      return { firsts: request.rows.map((_, i) => values[i * (features?.length ?? 0)] ?? Number.NaN) };
    }
    data = await loadCocoData(request.files);
    const splits = Object.values(data.splits).map(({ name, captionCount, features }) => ({
      name,
      captions: captionCount,
      images: features.count,
    }));
    return { splits };
  } catch (error) {
    if (!(error instanceof FourgateError)) throw error;
    return { error: { name: error.name, where: error.fault.where, found: error.fault.found } };
  }
}

addEventListener('message', async ({ data: request }: MessageEvent<FilesRequest>) => {
  const reply = await answer(request);
  postMessage({ ...reply, bytesRead } satisfies FilesReply);
});
