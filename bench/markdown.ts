import { adapterText, cellText, heading } from './format.ts';
import type { Results, SectionResult, Table } from './results.ts';

const escaped = (text: string) => text.replaceAll('|', '\\|');

function tableLines({ caption, columns, rows }: Table): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [
    `**${caption}**`,
    '',
    line(columns.map(heading)),
    line(columns.map(({ unit }) => (unit === 'text' ? '---' : '---:'))),
    ...rows.map((row) =>
      line(
        columns.map((column, at) => {
          const { text, spread } = cellText(row[at] ?? null, column);
          return spread ? `${text} (${spread})` : text;
        }),
      ),
    ),
    '',
  ];
}

function sectionLines({ title, tables, notes, faults }: SectionResult): string[] {
  return [
    `## ${title}`,
    '',
    ...faults.flatMap((fault) => [`- **Not timed:** ${fault}`]),
    ...(faults.length > 0 ? [''] : []),
    ...tables.flatMap(tableLines),
    ...notes.map((note) => `- ${note}`),
    ...(notes.length > 0 ? [''] : []),
  ];
}

/** Results as a Markdown page: circumstances first, then a table for everything that was measured. */
export function markdown({ circumstances, sections }: Results): string {
  const { browser, machine, version, commit, date, quick } = circumstances;
  return [
    '# Fourgate, measured',
    '',
    `Adapter: **${adapterText(circumstances)}**. ${browser}, ${machine}, ${version ? `Fourgate ${version}, ` : ''}commit ${commit}, ${date}${quick ? ', quick run' : ''}.`,
    '',
    'Numbers are medians, in brackets minimum–maximum. Everything that is timed was compared with the CPU reference first.',
    '',
    ...sections.flatMap(sectionLines),
  ].join('\n');
}
