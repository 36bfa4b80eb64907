/**
 * What a page may load, by directive (Content Security Policy Level 3). Everything is its own, but for pictures, whose
 * addresses a data set brings.
 */
const directives = {
  'default-src': "'none'",
  'script-src': "'self'",
  'worker-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data: blob: https: http:",
  'connect-src': "'self'",
  'manifest-src': "'self'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

/** Other libraries, which the benchmark compares with, are WebAssembly and make workers of their own. */
const ofPeers = { 'script-src': "'self' 'wasm-unsafe-eval'", 'worker-src': "'self' blob:" };

const isBench = (path: string) => path.startsWith('/bench/');
const directivesOf = (path: string) => (isBench(path) ? { ...directives, ...ofPeers } : directives);

const asText = (all: Readonly<Record<string, string>>) =>
  Object.entries(all)
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; ');

/**
 * The policy that a built page carries in itself, for servers that send no headers of ours; a `meta` element cannot refuse
 * frames.
 * @param path of the page, such as `/bench/index.html`
 */
export function builtPolicy(path: string): string {
  return asText(directivesOf(path));
}

/** Headers of every answer: no page of another site embeds it, frames it or holds on to its window. */
export const pageHeaders = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/**
 * Of a page that may share memory between threads, as WebAssembly with threads must, and whose clocks are fine enough for the
 * times of JavaScript (HTML, cross-origin isolation).
 */
export const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/**
 * Headers of every answer of the server of a page, its policy among them.
 * @param path of the page, such as `/bench/index.html`
 */
export function servedHeaders(path: string): Readonly<Record<string, string>> {
  const policy = asText({ ...directivesOf(path), 'frame-ancestors': "'none'" });
  return { ...pageHeaders, ...(isBench(path) ? isolation : {}), 'content-security-policy': policy };
}
