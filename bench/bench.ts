import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { checkPlace } from '../scripts/paths.ts';
import { makeFolder } from '../src/make_folder.ts';
import type { BenchOptions } from './bench_options.ts';
import type { Host } from './hosts/host.ts';
import { markdown } from './markdown.ts';
import type { Request } from './measure.ts';
import { mergePeers, mergePictures } from './peers/merge.ts';
import { peerNames } from './peers/names.ts';
import { picturePeerNames } from './pictures/names.ts';
import type { Circumstances, Results, SectionResult } from './results.ts';
import { type SectionName, sectionNames } from './section_names.ts';

/** Sections of several libraries, and how what was found of each becomes one result. */
const libraries: Partial<
  Record<
    SectionName,
    { readonly names: readonly string[]; readonly merge: (found: readonly SectionResult[]) => SectionResult }
  >
> = {
  peers: { names: peerNames, merge: mergePeers },
  pictures: { names: picturePeerNames, merge: mergePictures },
};

/** What is known of one section, more with each library: they run each by itself, so that none finds another's device. */
async function* section(
  { section: run }: Host,
  name: SectionName,
  effort: Request['effort'],
): AsyncGenerator<SectionResult> {
  const several = libraries[name];
  if (!several) {
    yield run(name, { effort });
    return;
  }
  const found: SectionResult[] = [];
  for (const peer of several.names) {
    found.push(await run(name, { effort, peers: [peer] }));
    yield several.merge(found);
  }
}

/** The folder for the results, which is made: an unusable place is reported before anything is measured. */
export function folderFor(base: string, out: string): string {
  const folder = resolve(base, out);
  makeFolder(folder);
  checkPlace(join(folder, 'results.json'));
  return folder;
}

/** Writes what is known so far, so that an interrupted run leaves its finished sections and libraries. */
function save(results: Results, folder: string, { name }: Host): string {
  const path = join(folder, `${name}${results.circumstances.quick ? '_quick' : ''}`);
  writeFileSync(`${path}.json`, `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(`${path}.md`, markdown(results));
  return path;
}

/**
 * Runs what is asked for, in the order of the page, saves it and prints it.
 * @param commit what is being measured
 * @returns exit code: 1 when something did not do what it should
 * @throws DeviceError when there is no adapter
 */
export async function bench(
  { sections: asked, quick }: BenchOptions,
  host: Host,
  folder: string,
  commit: string,
): Promise<number> {
  const circumstances: Circumstances = {
    ...(await host.place()),
    machine: `${cpus().length}-core ${process.arch === 'x64' ? 'x86-64' : process.arch} machine`,
    commit,
    date: new Date().toISOString(),
    quick,
  };
  let sections: readonly SectionResult[] = [];
  let path = '';
  for (const name of sectionNames.filter((one) => asked.includes(one))) {
    const finished = sections;
    for await (const known of section(host, name, quick ? 'quick' : 'full')) {
      sections = [...finished, known];
      path = save({ circumstances, sections }, folder, host);
    }
  }
  process.stdout.write(`${markdown({ circumstances, sections })}\nSaved as ${path}.json and ${path}.md\n`);
  return sections.some(({ faults }) => faults.length > 0) ? 1 : 0;
}
