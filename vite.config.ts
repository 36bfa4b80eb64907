import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, type ESTree, type Plugin, Visitor } from 'vite';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { licences } from './scripts/licences.ts';
import { offlinePlugin } from './scripts/offline.ts';
import { buildPage } from './scripts/start/build_page.ts';
import { builtPolicy, pageHeaders } from './scripts/start/content_policy.ts';
import { guardPlugin } from './scripts/start/guard.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What the benchmark page writes into its results; empty outside a git checkout. */
const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: here('.'), encoding: 'utf8' }).stdout ?? '';

/**
 * Of all tests. The limits end what hangs: nothing is judged by them, for a machine that is busy with something else takes
 * many times as long. Two files run at a time, for a software GPU uses the processors fully only while it computes, not
 * while it compiles, and 8 GiB are enough for two browsers. Modules are loaded once for all files of a worker: no test
 * depends on what a module holds.
 */
const shared = {
  testTimeout: 600_000,
  hookTimeout: 600_000,
  // Of "expect.poll", which has a second otherwise.
  expect: { poll: { timeout: 300_000 } },
  maxWorkers: 2,
  isolate: false,
};

/** Tests that drive browsers. */
const browserTests = ['test/**/*.browser.test.ts'];

/** Tests of some ten seconds and more, each: `npm run test:fast` leaves them out. */
const slowTests = [
  'test/api/wrong_kinds.test.ts',
  'test/bench/{pictures,sections}.test.ts',
  'test/data/scenes/dataset.test.ts',
  'test/examples/*.test.ts',
  'test/fuzz/fuzz.test.ts',
  'test/house/licences.test.ts',
  'test/model/network_encoder.test.ts',
  'test/package/*.test.ts',
  'test/prepare/{caption_command,command,every_format,flickr8k}.test.ts',
  'test/python/*.test.ts',
  'test/scripts/served_process.test.ts',
  'test/train/overfit.test.ts',
  'test/vision/shared_models.test.ts',
];

/** The files that take longest, the longest first. */
const longTests = [
  'test/browser/chromium.browser.test.ts',
  'test/start/pixels.browser.test.ts',
  'test/browser/firefox.browser.test.ts',
  'test/train/overfit.test.ts',
  'test/vision/image_functions.browser.test.ts',
  'test/browser/node.browser.test.ts',
  'test/bench/built.browser.test.ts',
  'test/start/node.browser.test.ts',
  'test/bench/page.browser.test.ts',
  'test/vision/shared_models.test.ts',
  'test/package/package.test.ts',
];

/** Begins with the files that take longest: else one worker would be left with them, and the others with nothing. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rest = sorted.filter(({ moduleId }) => !longTests.some((one) => moduleId.endsWith(`/${one}`)));
    return [...longTests.flatMap((one) => sorted.filter(({ moduleId }) => moduleId.endsWith(`/${one}`))), ...rest];
  }
}

/** What the pages may load is said in themselves: whoever serves `dist-app` need send no headers. */
const policyPlugin: Plugin = {
  name: 'fourgate-policy',
  apply: 'build',
  transformIndexHtml: (_, { path }) => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: builtPolicy(path) },
      injectTo: 'head-prepend',
    },
  ],
};

/** The app's shaders without comments and indentation, which are a third of a first visit's. The package keeps them for its readers. */
const shadersPlugin = (mode: string): Plugin => ({
  name: 'fourgate-shaders',
  enforce: 'pre',
  apply: 'build',
  load(id) {
    if (mode !== 'production' || !id.endsWith('.wgsl?raw')) return undefined;
    const lines = readFileSync(id.replace(/\?raw$/, ''), 'utf8').split('\n');
    const code = lines.map((line) => line.replace(/\/\/.*/, '').trim()).filter((line) => line !== '');
    return `export default ${JSON.stringify(code.join('\n'))}`;
  },
});

/** What only page and command line read of an option. */
const SHOWN = ['help', 'effect', 'label', 'unit', 'flag', 'otherwise', 'run'];

/** The package's tables of options without what is shown of them: a program that checks options has no use for a tenth of its code. */
const optionsPlugin = (mode: string): Plugin => ({
  name: 'fourgate-options',
  apply: 'build',
  transform(code, id) {
    if (mode !== 'library' || !/\/src\/options\/\w+_options\.ts$/.test(id)) return undefined;
    let left = code;
    const isShown = ({ key }: ESTree.ObjectProperty) => key.type === 'Identifier' && SHOWN.includes(key.name);
    new Visitor({
      CallExpression({ arguments: [...given] }) {
        const facts = given.at(-1);
        if (facts?.type !== 'ObjectExpression') return;
        for (const [at, fact] of facts.properties.entries()) {
          if (fact.type !== 'Property' || !isShown(fact)) continue;
          // Blank, so that all else stays where the source map has it.
          const end = facts.properties[at + 1]?.start ?? facts.end - 1;
          left = left.slice(0, fact.start) + code.slice(fact.start, end).replace(/\S/g, ' ') + left.slice(end);
        }
      },
    }).visit(this.parse(code));
    return { code: left, map: null };
  },
});

/** The pages that the installed command serves, and the program that it starts: files beside its code. */
const besideCommandPlugin = (mode: string): Plugin => ({
  name: 'fourgate-command',
  apply: 'build',
  async generateBundle() {
    if (mode !== 'command') return;
    const emit = (fileName: string, source: string | Uint8Array) => this.emitFile({ type: 'asset', fileName, source });
    for (const input of ['index.html', 'scripts/eval/index.html', 'bench/index.html']) {
      for (const [path, content] of await buildPage(input, ofRepository)) emit(`pages/${input}${path}`, content);
    }
    emit('end_with_parent.mjs', readFileSync(here('scripts/end_with_parent.mjs')));
  },
});

/** What the benchmark of the package leaves out: the app as something to measure, and other libraries, which are larger than it. */
const ofRepository = [/\/(app_run\.tsx|jax_js\.ts|tensorflow_js\.ts)$/];

/** Packages that the installed command imports: its dependency, those that its user chooses to install, and what builds pages. */
const besideCommand = ['fflate', 'webgpu', 'sharp', 'puppeteer-core', 'vite', '@sparticuz/chromium'];

const bundled = licences('licenses.md');

/** `vite build` makes the app, and with `--mode` … */
const builds: Record<string, BuildOptions> = {
  production: {
    target: 'es2022',
    outDir: 'dist-app',
    chunkSizeWarningLimit: 8000,
    // Every browser that has WebGPU preloads modules by itself.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: [here('index.html'), here('bench/index.html')],
      // What the page shares with the parts that it loads later, or with the benchmark, in one file: many small ones compress worse.
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'page',
              // Scores, what tells runs apart, what edits a drawing and the words at the strips are shared by parts that are loaded later, and only by them.
              test: /src.(app(?!.(scores|pair_curves|edit_drawing|strip_words))|client(?!.(run_differences|conclusion))|options)|src.[a-z_]+.ts|node_modules.(@?preact|uplot)/,
              minShareCount: 2,
            },
          ],
        },
      },
    },
  },
  // … the package, a module for each of the sources and shaders, so that a program bundles what it uses,
  library: {
    target: 'es2022',
    minify: false,
    sourcemap: true,
    lib: { entry: here('src/index.ts'), formats: ['es'] },
    rolldownOptions: {
      external: [/^node:/, 'fflate'],
      output: {
        preserveModules: true,
        preserveModulesRoot: here('src'),
        // npm packs no folder of the name node_modules.
        entryFileNames: ({ name }) => `${name.replace(/^node_modules\//, 'bundled/')}.js`,
      },
    },
  },
  // … the package's command, beside the pages that it serves,
  command: {
    ssr: true,
    target: 'node20',
    minify: false,
    outDir: 'dist/command',
    emptyOutDir: true,
    rolldownOptions: {
      input: { fourgate: here('command/fourgate.ts'), node_worker: here('bench/hosts/node_worker.ts') },
      external: ofRepository,
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
        banner: ({ name }) => (name === 'fourgate' ? '#!/usr/bin/env node' : ''),
      },
    },
  },
  // … the benchmark for Node, to be copied to a machine that has nothing else.
  bench: {
    ssr: true,
    target: 'node20',
    minify: false,
    outDir: 'dist-bench',
    chunkSizeWarningLimit: 8000,
    rolldownOptions: {
      input: { bench: here('bench/node.ts'), node_worker: here('bench/hosts/node_worker.ts') },
      output: { entryFileNames: '[name].js' },
    },
  },
};

/** What a worker shares with the parts that it loads later, the model and what that is made of, in one file, as for the page. */
const workerChunks = {
  output: {
    codeSplitting: { groups: [{ name: 'model', test: /src.((model|ops|options).)?[a-z_]+.ts/, minShareCount: 2 }] },
  },
};

export default defineConfig(({ mode }) => ({
  base: './',
  define: { 'import.meta.env.VITE_COMMIT': JSON.stringify(commit.trim()) },
  worker: { format: 'es', plugins: () => [shadersPlugin(mode), bundled.worker], rolldownOptions: workerChunks },
  plugins: [
    guardPlugin(),
    policyPlugin,
    shadersPlugin(mode),
    optionsPlugin(mode),
    bundled.page,
    besideCommandPlugin(mode),
    offlinePlugin(mode === 'production'),
  ],
  server: { host: '127.0.0.1', cors: false, headers: pageHeaders },
  build: builds[mode] ?? builds.production,
  // What a bare machine has to bring is Dawn, which is no JavaScript; TensorFlow.js asks for node-fetch only where Node lacks fetch.
  ...(mode === 'bench' && { ssr: { noExternal: true, external: ['webgpu', 'node-fetch'] } }),
  // What the command's user has beside the package.
  ...(mode === 'command' && { ssr: { noExternal: true, external: besideCommand } }),
  test: {
    sequence: { sequencer: LongestFirst },
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'test-results/vitest.json' }]] : ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...browserTests, ...(mode === 'fast' ? slowTests : [])],
          ...shared,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: browserTests,
          ...shared,
        },
      },
    ],
  },
}));
