import { readCaptions } from '../../../src/prepare/read_captions.ts';
import { captionFiles, fourPictures } from '../../prepare/support/six_formats.ts';
import { type Format, hold } from '../format.ts';
import { changeJson } from '../json_mutations.ts';
import { attackDigits } from '../length_mutations.ts';

/** What comes of a captions file, as it is read from a folder. */
async function readMentions(bytes: Uint8Array): Promise<unknown> {
  const { format, mentions } = readCaptions('captions', new TextDecoder().decode(bytes));
  hold(
    mentions.every(({ picture, where }) => picture !== '' && where.startsWith('captions')),
    'a caption is of no picture',
  );
  hold(
    mentions.every(({ captions }) => captions.every((caption) => typeof caption === 'string')),
    'a caption is no text',
  );
  return { format, mentions };
}

export const captionsFiles: Format = {
  name: 'captions-files',
  mutators: [...Array.from({ length: 6 }, () => changeJson), attackDigits, attackDigits],
  originals: async () =>
    Object.entries(captionFiles).map(([name, write]) => ({
      name,
      bytes: new TextEncoder().encode(write(fourPictures)),
      read: readMentions,
    })),
};
