/** Of a kept run its latest state, or the one that scored best in validation. */
export type Which = 'latest' | 'best';

/** The run without a name: the only one of a folder, and the one that earlier versions kept in the browser. */
export const UNNAMED = '';

const PATTERN = /^(latest|best)(?:-([a-z0-9-]{1,60}))?\.safetensors$/;

/** The file that keeps this of a run. */
export function fileOf(which: Which, run: string): string {
  return run === UNNAMED ? `${which}.safetensors` : `${which}-${run}.safetensors`;
}

/** What a file keeps; undefined for one that keeps something else. */
export function keptIn(file: string): { readonly which: Which; readonly run: string } | undefined {
  const [, which, run = UNNAMED] = PATTERN.exec(file) ?? [];
  return which ? { which: which === 'best' ? 'best' : 'latest', run } : undefined;
}

/** A name that no other run has, for a run that begins now. */
export function newRunName(now = Date.now(), random = Math.random): string {
  return `${now.toString(36)}-${Math.floor(random() * 36 ** 6).toString(36)}`;
}

/** File names of the run without a name. */
export const LATEST = fileOf('latest', UNNAMED);
export const BEST = fileOf('best', UNNAMED);
