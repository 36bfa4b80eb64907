import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, runScript } from '../start/run_script.ts';
import { smallFile } from '../vision/support/small_squeezenet.ts';
import { writePhotos, writeTexts } from './support/photo_folder.ts';
import { captionFiles, type Told, textsBesidePictures } from './support/six_formats.ts';

const COUNT = 30;
const BESIDE = 'a text beside each picture';
const formats = [...Object.keys(captionFiles), BESIDE];
const folder = mkdtempSync(join(tmpdir(), 'fourgate-formats-'));
const at = (...names: string[]) => join(folder, ...names);
let told: Told[] = [];

/** What a person types for a format, but for the folder that is written. */
function given(format: string): string[] {
  const captions = format === BESIDE ? [] : ['--captions', at('captions', format)];
  return [
    '--pictures',
    at('photos'),
    ...captions,
    '--cnn',
    at('small.safetensors'),
    '--backend',
    'cpu',
    '--batch',
    '1',
  ];
}

async function prepare(format: string, out: string, watch?: (child: ChildProcess, said: string) => void) {
  return runScript('prepare', [...given(format), '--out', at(out)], watch);
}

/** All files of a folder that was written, by name. */
function contentOf(out: string): Record<string, string> {
  return Object.fromEntries(readdirSync(at(out)).map((name) => [name, readFileSync(at(out, name), 'latin1')]));
}

/** The pictures as a folder that was made has them in splits. */
function inSplitsOf(out: string): Told[] {
  const splits = new Map<string, Told['split']>();
  for (const split of ['train', 'val', 'test'] as const) {
    for (const url of readFileSync(at(out, `${split}2014_urls.txt`), 'utf8')
      .trim()
      .split('\n'))
      splits.set(url, split);
  }
  return told.map((picture) => {
    const split = splits.get(`images/${picture.name}`);
    return { ...picture, ...(split && { split }) };
  });
}

beforeAll(async () => {
  told = (await writePhotos(at('photos'), COUNT)).map(({ name, captions: [first = '', ...others] }) => ({
    name,
    captions: [`"Look", said Zoë, ${first}.`, ...others],
  }));
  writeTexts(at('photos'), textsBesidePictures(told));
  writeFileSync(at('small.safetensors'), smallFile('1.1'));
  expect(await prepare(BESIDE, 'first')).toMatchObject({ code: 0, err: '' });
  // One of the formats has splits of its own: those that the seed deals out to the others.
  const pictures = inSplitsOf('first');
  for (const [format, write] of Object.entries(captionFiles)) writeTexts(at('captions'), { [format]: write(pictures) });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(formats)('the folder made of %s', (format) => {
  it('equals that of every other format, but for the record, which names the format', async () => {
    expect(await prepare(format, format)).toMatchObject({ code: 0, err: '' });
    const { 'prepared.json': record = '', ...files } = contentOf(format);
    const { 'prepared.json': _, ...others } = contentOf('first');
    expect(files).toEqual(others);
    expect(JSON.parse(record).captions).toBe(format);
  });

  it('has the same bytes after a kill in the middle, and once more after that', async () => {
    const out = `${format}, killed`;
    let killed: Ended = { code: 0, out: '', err: '' };
    // It may have ended before the signal comes.
    for (let attempt = 0; attempt < 10 && killed.code === 0; attempt++) {
      rmSync(at(out), { recursive: true, force: true });
      killed = await prepare(format, out, (child, said) => {
        if (said.includes(`picture 10/${COUNT}`)) child.kill('SIGKILL');
      });
    }
    expect([killed.code, killed.out]).toEqual([null, expect.not.stringContaining('written')]);
    const whole = contentOf(format);
    const resumed = await prepare(format, out);
    expect(resumed).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/resumed +\d+ of 30 pictures/) });
    expect(contentOf(out)).toEqual(whole);
    const again = await prepare(format, out);
    expect(again).toMatchObject({ code: 0, err: '', out: expect.not.stringContaining('resumed') });
    expect(contentOf(out)).toEqual(whole);
  });
});
