import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { filesUnder, root } from './sources.ts';

/**
 * Phrases that a reader stumbles over, and what to write. Part of a word does not count; capitals do not matter, nor does where a
 * line ends.
 */
const phrases: readonly (readonly [wrong: string, right: string])[] = [
  ['the way there', 'the forward pass'],
  ['the way back', 'the backward pass'],
  ['gone on from', 'resumed'],
  ['go on from', 'resume'],
  ['goes on from', 'resumes'],
  ['went on from', 'resumed'],
  ['what was running goes on', 'a run in progress continues'],
  ['own words read', 'scheduled sampling'],
  ['broke off', 'failed'],
  ['breaks off', 'fails'],
  ['stopped by a fault', 'failed'],
  ['getting there', 'loading'],
  ['only open it', 'open without training'],
  ['so many validations', 'this many validations'],
  ['a living device', 'a working device'],
  ['for the browser to look', "the browser's polling"],
  ['of somebody else', "another program's"],
  ["another picture's too", 'occur for several pictures'],
  ["a person's eye", 'a reader'],
  ['came to the model', 'the model considered'],
  ['at its best documented use', 'as its documentation recommends'],
  ["people's own words", 'the reference words'],
  ['what else came to mind', 'the alternatives'],
  ['are let be', 'are ignored'],
  ['handed on', 'propagated'],
  ['hands on', 'propagates'],
  ['holds inside', 'internal state'],
  ['says the words', 'generates the words'],
  ['moods', 'disturbances'],
  ['brake', 'the halted flag'],
  ['worked off', 'processed'],
  ['greatest difference', 'maximum difference'],
  ['least sure', 'least certain'],
  ['stays as it is for', 'is frozen for'],
  ['a person calls', 'named'],
  ['hand in', 'pass'],
  ['handed in', 'passed'],
  ['holds that', 'checks that'],
  ['learnt by heart', 'memorised'],
  ['by and by', 'gradually'],
  ['without a complaint', 'silently'],
  ['asked of the process', 'loaded through the process'],
];

/** Text without the marks of comments, on one line. */
const asProse = (text: string) =>
  text
    .replaceAll('’', "'")
    .replace(/\n\s*(\/\/|\*|#:?)?\s*/g, ' ')
    .toLowerCase();

it('prose speaks the language of the field', () => {
  const folders = ['docs', 'src', 'parity', 'scripts', 'bench', 'command', 'shaders', 'python'];
  const files = [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'SECURITY.md',
    '.github/pull_request_template.md',
    ...folders.flatMap((folder) => filesUnder(folder, /\.(md|tsx?|wgsl|html|py)$/)),
  ];
  const found = files.flatMap((file) => {
    const prose = asProse(readFileSync(join(root, file), 'utf8'));
    const has = ([wrong]: readonly [string, string]) => new RegExp(`\\b${wrong}\\b`).test(prose);
    return phrases.filter(has).map(([wrong, right]) => `${file}: “${wrong}”; write “${right}”, say`);
  });
  expect(found).toEqual([]);
});
