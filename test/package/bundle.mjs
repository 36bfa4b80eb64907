// Bundles FOLDER/main.js into FOLDER/out as one of the bundlers does it for a page: node bundle.mjs BUNDLER FOLDER
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const [name = '', folder = ''] = process.argv.slice(2);
const entry = join(folder, 'main.js');
const out = join(folder, 'out');

const bundlers = {
  async esbuild() {
    const { build } = await import('esbuild');
    await build({ entryPoints: [entry], outdir: out, bundle: true, minify: true, splitting: true, format: 'esm' });
  },

  async rollup() {
    const { rollup } = await import('rollup');
    const { nodeResolve } = await import('@rollup/plugin-node-resolve');
    const onwarn = ({ message }) => {
      throw new Error(message);
    };
    const bundle = await rollup({ input: entry, plugins: [nodeResolve({ browser: true })], onwarn });
    await bundle.write({ dir: out, format: 'es' });
  },

  async vite() {
    const { build } = await import('vite');
    const rolldownOptions = { input: entry, output: { entryFileNames: 'main.js' } };
    // Preloading links needs a document; whatever else a page is made of stays as it is.
    const options = { outDir: out, modulePreload: false, target: 'es2022', rolldownOptions };
    await build({ root: folder, configFile: false, logLevel: 'error', build: options });
  },

  async webpack() {
    const { default: webpack } = await import('webpack');
    const output = { path: out, filename: 'main.js', module: true, chunkFormat: 'module', chunkLoading: 'import' };
    const options = { mode: 'production', context: folder, entry: './main.js', target: 'web', output };
    const compiler = webpack({ ...options, experiments: { outputModule: true }, performance: { hints: false } });
    const stats = await new Promise((done, fail) => compiler.run((error, ran) => (error ? fail(error) : done(ran))));
    if (stats.hasErrors() || stats.hasWarnings())
      throw new Error(stats.toString({ all: false, errors: true, warnings: true }));
  },

  async parcel() {
    const target = { source: 'main.js', distDir: 'out', context: 'browser', outputFormat: 'esmodule', optimize: true };
    const app = { isLibrary: false, includeNodeModules: true };
    const page = { type: 'module', browserslist: 'chrome 120', targets: { main: { ...target, ...app } } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...page, main: 'out/main.js' }));
    const parcel = join(dirname(require.resolve('parcel/package.json')), 'lib/bin.js');
    const options = ['build', '--no-cache', '--no-source-maps', '--log-level', 'error'];
    execFileSync(process.execPath, [parcel, ...options], { cwd: folder, stdio: 'inherit' });
  },
};

await bundlers[name]();
