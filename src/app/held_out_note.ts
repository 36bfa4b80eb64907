import type { DatasetSummary } from '../worker/protocol.ts';

/** What has to be said of a data set whose pictures are all learnt from. */
export function heldOutNote({ heldOut }: DatasetSummary): string | undefined {
  if (heldOut !== undefined) return undefined;
  return 'no split is held out: nothing is validated, and the pictures shown are those the model learns from';
}
