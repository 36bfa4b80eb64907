import { join } from 'node:path';
import { build, type Rolldown } from 'vite';
import { expect, it } from 'vitest';
import { root } from './sources.ts';

/** The files of the page as `npm run build:app` makes them, with source maps. */
async function builtApp(): Promise<ReadonlyMap<string, string>> {
  const built = (await build({
    root,
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'error',
    build: { write: false, sourcemap: true },
  })) as Rolldown.RolldownOutput;
  return new Map(built.output.map((file) => [file.fileName, String(file.type === 'chunk' ? file.code : file.source)]));
}

/** Packages that anything in the files comes from, by their source maps. */
function packagesIn(files: ReadonlyMap<string, string>): string[] {
  const maps = [...files].filter(([name]) => name.endsWith('.map'));
  const sources = maps.flatMap(([, map]) => (JSON.parse(map) as { sources: string[] }).sources);
  const names = sources.flatMap((source) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []);
  return [...new Set(names)].sort();
}

it('the built page brings the licence of every package in it, in its workers too', async () => {
  const files = await builtApp();
  const packages = packagesIn(files);
  // One of the page, one of its worker, one of the benchmark.
  for (const one of ['preact', 'fflate', '@tensorflow/tfjs-core']) expect(packages).toContain(one);
  const text = files.get('licenses.md') ?? '';
  const sections = new Map(text.split(/^## /m).map((section) => [section.split(' ')[0], section]));
  for (const one of packages) {
    expect(sections.get(one), one).toMatch(/Permission is hereby granted|Apache License|The text is that of long\./);
  }
  expect(sections.get('long')).toContain('Apache License');
});
