import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../src/make_folder.ts';
import { Campaign, type Finding } from '../test/fuzz/campaign.ts';
import { formats } from '../test/fuzz/formats.ts';
import { Children, type FormatReport, fuzz, LIMITS } from '../test/fuzz/fuzz.ts';
import { type Opened, runCommand } from './command.ts';
import { type FuzzOptions, help, readOptions } from './fuzz/fuzz_options.ts';

const print = (line: string) => process.stdout.write(`${line}\n`);

/** Findings that differ in names and numbers alone are most often one fault. */
const kindOf = ({ format, what }: Finding) => `${format} ${what.replace(/"[^"]*"|\d+/g, '#').slice(0, 80)}`;

/** Writes the file that a finding is about. */
async function writeInput(folder: string, seed: number, { format: name, input }: Finding): Promise<void> {
  const format = formats.find((one) => one.name === name);
  if (!format) return;
  const { mutated } = (await Campaign.open(format)).input(seed, input);
  writeFileSync(join(folder, `${name}-${seed}-${input}`), mutated.bytes);
}

function tableLines(reports: readonly FormatReport[]): string[] {
  const head = ['refused', 'same', 'other', 'findings', 'peak MB'];
  const row = (name: string, cells: readonly (string | number)[]) =>
    name.padEnd(14) + cells.map((cell) => String(cell).padStart(10)).join('');
  return [
    row('format', head),
    ...reports.map(({ format, refused, same, other, findings, peak }) =>
      row(format, [refused, same, other, findings, Math.round(peak / 2 ** 20)]),
    ),
  ];
}

/** @returns how many findings there were */
async function run(options: FuzzOptions, opened: Opened): Promise<number> {
  const { seed, out } = options;
  if (out !== undefined) makeFolder(out);
  print(`seed ${seed}, ${options.formats.join(', ')}`);
  const found = new Map<string, { readonly first: Finding; count: number }>();
  const children = opened.add(new Children(LIMITS), (all) => all.end());
  const reports = await fuzz(options, children, (finding) => {
    const known = found.get(kindOf(finding));
    if (known) known.count++;
    if (known) return;
    found.set(kindOf(finding), { first: finding, count: 1 });
    const { format, input, how, what } = finding;
    print(`\n${format}, input ${input}: ${what}${how ? `\n  ${how}` : ''}`);
    print(`  npm run fuzz -- --seed ${seed} --format ${format} --from ${input} --inputs 1`);
  });
  for (const { first } of out === undefined ? [] : found.values()) await writeInput(out ?? '', seed, first);
  print('');
  for (const line of tableLines(reports)) print(line);
  for (const { first, count } of found.values()) if (count > 1) print(`${count} times: ${kindOf(first)}`);
  return reports.reduce((sum, { findings }) => sum + findings, 0);
}

await runCommand('npm run fuzz', async (opened) => {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') print(help);
  return options === 'help' || (await run(options, opened)) === 0 ? 0 : 1;
});
