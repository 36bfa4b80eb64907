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
const librariesOf: Partial<
  Record<
    SectionName,
    {
      readonly names: readonly string[];
      /** Those of Fourgate itself. */
      readonly own: readonly string[];
      readonly merge: (found: readonly SectionResult[]) => SectionResult;
    }
  >
> = {
  peers: { names: peerNames, own: ['fourgate'], merge: mergePeers },
  pictures: { names: picturePeerNames, own: ['fourgate', 'cpu'], merge: mergePictures },
};

/** What results without other libraries say. */
const WITHOUT_OTHERS = 'Other libraries are left out: only npm run bench in the repository of Fourgate brings them.';

/** What is known of one section, more with each library: they run each by itself, so that none finds another's device. */
async function* section(
  { section: run }: Host,
  name: SectionName,
  effort: Request['effort'],
  others: boolean,
): AsyncGenerator<SectionResult> {
  const several = librariesOf[name];
  if (!several) {
    yield run(name, { effort });
    return;
  }
  const found: SectionResult[] = [];
  const notes = others ? [] : [WITHOUT_OTHERS];
  for (const peer of others ? several.names : several.own) {
    found.push(await run(name, { effort, peers: [peer] }));
    const merged = several.merge(found);
    yield { ...merged, notes: [...merged.notes, ...notes] };
  }
}

/** The folder for the results, which is made: an unusable place is reported before anything is measured. */
function folderFor(out: string): string {
  const folder = resolve(out);
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
 * @param measured what is being measured
 * @returns exit code: 1 when something did not do what it should
 * @throws DeviceError when there is no adapter, StorageError when the results cannot be kept
 */
export async function bench(
  { sections: asked, quick, libraries, out }: BenchOptions,
  open: () => Promise<Host>,
  measured: Pick<Circumstances, 'commit' | 'version'>,
): Promise<number> {
  const folder = folderFor(out);
  const host = await open();
  const circumstances: Circumstances = {
    ...(await host.place()),
    machine: `${cpus().length}-core ${process.arch === 'x64' ? 'x86-64' : process.arch} machine`,
    ...measured,
    date: new Date().toISOString(),
    quick,
  };
  let sections: readonly SectionResult[] = [];
  let path = '';
  for (const name of sectionNames.filter((one) => asked.includes(one))) {
    const finished = sections;
    for await (const known of section(host, name, quick ? 'quick' : 'full', libraries)) {
      sections = [...finished, known];
      path = save({ circumstances, sections }, folder, host);
    }
  }
  process.stdout.write(`${markdown({ circumstances, sections })}\nSaved as ${path}.json and ${path}.md\n`);
  return sections.some(({ faults }) => faults.length > 0) ? 1 : 0;
}
