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
  return asText(path.startsWith('/bench/') ? { ...directives, ...ofPeers } : directives);
}

/** The policy as our server sends it. */
export const servedPolicy = asText({ ...directives, 'frame-ancestors': "'none'" });

/** Headers of every answer: no page of another site embeds it, frames it or holds on to its window. */
export const pageHeaders = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;
