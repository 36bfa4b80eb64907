import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/**
 * What only some visits use, kept from its first use on: readers of data sets, photos and networks of the user's own, the camera, the
 * CPU backend and what offers it, the view for a class, the captions of two runs, the settings as code and curves as files. None
 * of it is imported statically by what is kept at once.
 */
const LEFT_OUT =
  /^(load_coco|photos|load_network|network_pixels|network_maker|evaluation_result|network_file|require_maker|as_encoder|decode_picture|backend|cpu_trial|slower_notice|projector|as_code|curve_files|camera|photos_chooser|caption_pairs|comparison|conclusion|pair_curves|split_scenes)-/;

const manifest = {
  name: 'Fourgate',
  short_name: 'Fourgate',
  description: 'Train an image captioner in the browser, on WebGPU kernels written by hand',
  start_url: './index.html',
  scope: './',
  display: 'standalone',
  background_color: '#f6f7f9',
  theme_color: '#1f62cc',
  icons: [{ src: 'icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
};

/**
 * The files that a page and its workers can load, by following the names of files from one to the next. The names are those of a
 * build, which end in a hash of the content.
 * @param folder of the built app
 */
export function filesOfPage(folder: string, page = 'index.html'): string[] {
  const names = readdirSync(join(folder, 'assets')).filter((name) => !LEFT_OUT.test(name));
  const found = new Set<string>();
  const follow = (text: string) => {
    for (const name of names) {
      if (found.has(name) || !text.includes(name)) continue;
      found.add(name);
      follow(readFileSync(join(folder, 'assets', name), 'utf8'));
    }
  };
  follow(readFileSync(join(folder, page), 'utf8'));
  return [page, ...[...found].sort().map((name) => `assets/${name}`)];
}

/**
 * A service worker that keeps these files, and every other asset from its first use on, and answers with them. A new version is
 * kept beside the old one, which goes once no page uses it.
 */
function serviceWorker(files: readonly string[], version: string): string {
  return `const KEPT = 'fourgate-${version}';
const FILES = ${JSON.stringify(files)};
const { scope } = self.registration;
self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(FILES)));
});
self.addEventListener('activate', (event) => {
  const old = (name) => name.startsWith('fourgate-') && name !== KEPT;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))));
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  const isPage = [scope, scope + 'index.html'].includes(origin + pathname);
  const answer = async (cache) => {
    const kept = await cache.match(isPage ? scope + 'index.html' : request);
    if (kept) return kept;
    const fetched = await fetch(request);
    if (fetched.ok && (origin + pathname).startsWith(scope + 'assets/')) await cache.put(request, fetched.clone());
    return fetched;
  };
  event.respondWith(caches.open(KEPT).then(answer));
});
`;
}

/** Makes the built app installable, and usable without a net from its second visit on. */
export const offlinePlugin = (isApp: boolean): Plugin => ({
  name: 'fourgate-offline',
  apply: (_, { command }) => isApp && command === 'build',
  transformIndexHtml: (_, { path }) =>
    path === '/index.html'
      ? [{ tag: 'link', attrs: { rel: 'manifest', href: 'manifest.webmanifest' }, injectTo: 'head' }]
      : [],
  writeBundle({ dir = '' }) {
    const icon = readFileSync(new URL('../src/app/icon.svg', import.meta.url));
    writeFileSync(join(dir, 'icon.svg'), icon);
    writeFileSync(join(dir, 'manifest.webmanifest'), JSON.stringify(manifest));
    const files = [...filesOfPage(dir), 'icon.svg', 'manifest.webmanifest'];
    const hash = createHash('sha256');
    for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(join(dir, file)));
    writeFileSync(join(dir, 'service_worker.js'), serviceWorker(files, hash.digest('hex').slice(0, 16)));
  },
});
