import { describe, expect, it } from 'vitest';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { DataError } from '../../src/errors.ts';
import { cocoFolder, filesOf, words } from './support/coco_folder.ts';
import { expectFault } from './support/faults.ts';

const REFERENCES = 'references.json';
const texts: Readonly<Record<string, string>> = {
  'coco2014_vocab.json': JSON.stringify([...words.slice(0, -1), 'café']),
  'val2014_urls.txt': 'http://b/0.jpg\nhttp://b/café.jpg\n',
  [REFERENCES]: JSON.stringify({ val: [['a café'], ['a dog']] }),
};

/** The small folder with these texts, one of them in the encoding of `encode`. */
async function load(encoded: string, encode: (text: string) => Uint8Array) {
  const files = (await filesOf(cocoFolder())).filter(({ name }) => !(name in texts));
  const written = Object.entries(texts).map(([name, text]) => ({
    name,
    bytes: name === encoded ? encode(text) : new TextEncoder().encode(text),
  }));
  return loadCocoData({ name: 'small', files: [...files, ...written] });
}

const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const utf16 = (text: string) => new Uint8Array(Uint16Array.from(`\ufeff${text}`, (it) => it.charCodeAt(0)).buffer);
const withMark = (text: string) => new TextEncoder().encode(`\ufeff${text}`);

describe.each(Object.keys(texts))('%s', (name) => {
  it('is read in UTF-8, with a byte order mark or without', async () => {
    for (const encode of [withMark, (text: string) => new TextEncoder().encode(text)]) {
      const data = await load(name, encode);
      expect(data.vocabulary.idxToWord.at(-1)).toBe('café');
      expect(data.splits.val?.urls).toEqual(['http://b/0.jpg', 'http://b/café.jpg']);
      expect(data.splits.val?.references?.[0]).toEqual(['a café']);
    }
  });

  it('is refused in any other encoding, which would garble letters', async () => {
    const found = name === 'val2014_urls.txt' ? 'in line 2, after "http://b/caf"' : 'caf"';
    const fault = { where: `small/${name}`, expected: 'text in UTF-8' };
    const error = await expectFault(DataError, { ...fault, found }, () => load(name, latin1));
    expect(error.fault.remedy).toContain('Save it as UTF-8');
    await expectFault(DataError, { ...fault, found: 'UTF-16' }, () => load(name, utf16));
  });
});
