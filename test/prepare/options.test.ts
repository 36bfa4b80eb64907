import { expect, it } from 'vitest';
import { readOptions as readCaption } from '../../scripts/caption/caption_options.ts';
import { readOptions as readPrepare } from '../../scripts/prepare_data/prepare_options.ts';
import { OptionError } from '../../src/errors.ts';

const read = { caption: readCaption, 'prepare-data': readPrepare };
const made = '--pictures photos --captions captions.txt --out data';

it('npm run prepare-data reads its options', () => {
  const defaults = { captionLength: 17, val: 0.1, test: 0.1, seed: 0, dealing: [], batchSize: 16 };
  expect(readPrepare(['--pictures', 'photos', '--out', 'data'])).toEqual({
    pictures: 'photos',
    out: 'data',
    ...defaults,
  });
  const line = `${made} --cnn w.pth --min-count 2 --caption-length 3 --val 0.4 --test 0.5 --batch 8 --backend cpu`;
  expect(readPrepare(line.split(' '))).toEqual({
    ...{ pictures: 'photos', captions: 'captions.txt', cnn: 'w.pth', out: 'data', backend: 'cpu' },
    ...{ minCount: 2, captionLength: 3, val: 0.4, test: 0.5, seed: 0, dealing: ['--val', '--test'], batchSize: 8 },
  });
  expect(readPrepare(['--help'])).toBe('help');
});

it('npm run caption reads its options', () => {
  expect(readCaption('--checkpoint a one.jpg two.jpg'.split(' '))).toEqual({
    ...{ checkpoint: 'a', pictures: ['one.jpg', 'two.jpg'], decoding: { alternatives: 3 } },
  });
  const line =
    '--checkpoint a --cnn w.pth --beam 4 --best 2 --alternatives 0 --max-length 0 --out o --backend cpu x.jpg';
  expect(readCaption(line.split(' '))).toEqual({
    ...{ checkpoint: 'a', cnn: 'w.pth', out: 'o', backend: 'cpu', pictures: ['x.jpg'] },
    decoding: { method: 'beam', beamWidth: 4, nBest: 2, alternatives: 0 },
  });
  expect(readCaption(['--help'])).toBe('help');
});

it.each([
  ['prepare-data', '--pictures photos --captions captions.txt', /expected --out DIR, found none/],
  ['prepare-data', '--out data', /expected --pictures DIR, found none/],
  ['prepare-data', `${made} --val 0.5 --test 0.5`, /--val, --test: expected at most 0\.9/],
  ['prepare-data', `${made} --val 0.95`, /--val: expected a number from 0 to 0\.9, found 0\.95/],
  ['prepare-data', `${made} --caption-length 2`, /--caption-length: expected an integer from 3 up, found 2/],
  ['prepare-data', `${made} --backend gpu`, /--backend: expected one of webgpu, cpu, found gpu/],
  ['prepare-data', `${made} photos`, /found photos/],
  ['caption', 'one.jpg', /expected --checkpoint FILE, found none/],
  ['caption', '--checkpoint a', /expected pictures to caption.*found none/],
  ['caption', '--checkpoint a --best 2 one.jpg', /greedy: option nBest/],
  ['caption', '--checkpoint a --beam 2 --best 3 one.jpg', /nBest: expected an integer from 1 to 2, found 3/],
  ['caption', '--checkpoint a --alternatives 11 one.jpg', /--alternatives: expected an integer from 0 to 10, found 11/],
] as const)('npm run %s -- %s is an error', (command, line, message) => {
  expect(() => read[command](line.split(' '))).toThrow(OptionError);
  expect(() => read[command](line.split(' '))).toThrow(message);
});
