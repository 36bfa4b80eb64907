// Bytes of programs as esbuild bundles and minifies them: node sizes.mjs FOLDER 'name, name' 'name, name' …

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
for (const names of programs) {
  const stdin = { contents: `import { ${names} } from 'fourgate'; console.log(${names});`, resolveDir: folder };
  const options = { absWorkingDir: folder, bundle: true, minify: true, format: 'esm', outdir: folder, write: false };
  const splitting = names.includes('openBackend');
  const { outputFiles, metafile } = await build({ ...options, stdin, splitting, metafile: true });
  const texts = [...loaded(metafile)].map((file) => outputFiles.find(({ path }) => path.endsWith(`/${file}`)).contents);
  const sum = (of) => texts.reduce((total, bytes) => total + of(bytes).length, 0);
  sizes.push({ minified: sum((bytes) => bytes), gzip: sum((bytes) => gzipSync(bytes)) });
}
process.stdout.write(JSON.stringify(sizes));
