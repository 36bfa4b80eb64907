// Bytes of programs as esbuild bundles and minifies them: node sizes.mjs FOLDER 'name, name' 'name, name' …
// Each program exports its names from FOLDER/bundle-0/stdin.js, FOLDER/bundle-1/stdin.js …, beside the files that were counted.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const [folder, ...programs] = process.argv.slice(2);

/** What a page has loaded when it has run the program and opened the CPU backend, if the program can open one. */
function loaded({ outputs }) {
  const files = new Set();
  const visit = (file) => {
    if (files.has(file)) return;
    files.add(file);
    for (const { path, kind } of outputs[file].imports) if (kind === 'import-statement') visit(path);
  };
  const ofEntry = (suffix) => Object.keys(outputs).find((file) => outputs[file].entryPoint?.endsWith(suffix));
  const begin = ofEntry('<stdin>');
  visit(begin);
  const opens = [...files].some((file) => outputs[file].imports.some(({ kind }) => kind === 'dynamic-import'));
  if (opens) visit(ofEntry('cpu/backend.js'));
  return files;
}

const sizes = [];
for (const [number, names] of programs.entries()) {
  const stdin = { contents: `export { ${names} } from 'fourgate';`, resolveDir: folder };
  const options = { absWorkingDir: folder, bundle: true, minify: true, format: 'esm', outdir: folder, write: false };
  const splitting = names.includes('openBackend');
  const { outputFiles, metafile } = await build({ ...options, stdin, splitting, metafile: true });
  const place = join(folder, `bundle-${number}`);
  mkdirSync(place);
  const texts = [...loaded(metafile)].map((file) => {
    const { contents } = outputFiles.find(({ path }) => path.endsWith(`/${file}`));
    writeFileSync(join(place, file), contents);
    return contents;
  });
  const sum = (of) => texts.reduce((total, bytes) => total + of(bytes).length, 0);
  sizes.push({ minified: sum((bytes) => bytes), gzip: sum((bytes) => gzipSync(bytes)) });
}
process.stdout.write(JSON.stringify(sizes));
