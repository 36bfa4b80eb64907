import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin, Rolldown } from 'vite';

/** A bundled package. */
interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Its licence file, where it has one. */
  readonly text: string | undefined;
}

/** The folder of the package that a module is of. */
const FOLDER = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/;

/**
 * Writes the licences of all packages that a build bundles. Vite's own `build.license` does not look into workers, and is
 * content with a package that brings no text.
 */
export function licences(fileName: string): { readonly page: Plugin; readonly worker: Plugin } {
  const folders = new Set<string>();
  const collect = (bundle: Rolldown.OutputBundle) => {
    const modules = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
    for (const module of modules) {
      const [folder] = FOLDER.exec(module) ?? [];
      if (folder) folders.add(folder);
    }
  };
  return {
    worker: { name: 'fourgate-worker-licences', generateBundle: (_, bundle) => collect(bundle) },
    page: {
      name: 'fourgate-licences',
      apply: 'build',
      // Workers are bundled while the modules that start them are: they are known by now.
      generateBundle(_, bundle) {
        collect(bundle);
        this.emitFile({ type: 'asset', fileName, source: listOf([...folders].map(read)) });
      },
    },
  };
}

function read(folder: string): Package {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package;
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  return { name, version, license, text: file && readFileSync(join(folder, file), 'utf8').trim() };
}

/** Under which another package's text will do: it names no copyright holder. */
const IMPERSONAL = ['Apache-2.0'];

function listOf(packages: readonly Package[]): string {
  const sections = packages
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((one) => {
      const other =
        IMPERSONAL.includes(one.license) && packages.find(({ license, text }) => text && license === one.license);
      const text = one.text ?? (other ? `The text is that of ${other.name}.` : undefined);
      if (!text) throw new Error(`${one.name} ${one.version} has no text of its licence ${one.license}`);
      return `## ${one.name} ${one.version} (${one.license})\n\n${text}\n`;
    });
  return ['# Licences of the packages that are bundled here\n', ...sections].join('\n');
}
