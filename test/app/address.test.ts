import { describe, expect, it } from 'vitest';
import { type PageSettings, queryOfSettings, settingsIn } from '../../src/client/address.ts';
import { type Preset, presetNames, presets } from '../../src/client/presets.ts';
import { runRequestOf } from '../../src/client/run_request.ts';
import { OptionError } from '../../src/errors.ts';
import { choicesOf, type Option } from '../../src/options/declare.ts';
import { checkRunOptions, checkTogether, defaultsFor, runOptions } from '../../src/options/run_options.ts';
import { Random } from '../../src/random.ts';
import { numbersFor } from '../support/option_values.ts';

const read = (query: string) => settingsIn(new URLSearchParams(query));

const faultOf = (query: string) => {
  try {
    read(query);
  } catch (error) {
    if (error instanceof OptionError) return error.fault;
    throw error;
  }
  return undefined;
};

describe('the settings in an address', () => {
  it('are named by their flags', () => {
    expect(read('?cell=rnn&hidden=64&lr=1e-3&method=beam&beam=5')).toEqual({
      source: { kind: 'scenes' },
      options: { cellType: 'rnn', hiddenDim: 64, learningRate: 1e-3 },
      decoding: { method: 'beam', beamWidth: 5 },
    });
    expect(read('')).toBeUndefined();
  });

  it.each<[string, PageSettings]>([
    ['', { source: { kind: 'scenes' }, options: {} }],
    ['?pictures=10&features=pixels', { source: { kind: 'scenes', train: 10, features: 'pixels' }, options: {} }],
    [
      '?val-pictures=8&test-pictures=9&scenes-seed=-3&iterations=5',
      { source: { kind: 'scenes', seed: -3, val: 8, test: 9 }, options: { iterations: 5 } },
    ],
    [
      '?data=files&folder=a+%26+b&max-train=50',
      { source: { kind: 'files', name: 'a & b', maxTrain: 50 }, options: {} },
    ],
    ['?data=photos&cell=rnn', { source: { kind: 'photos' }, options: { cellType: 'rnn' } }],
    [
      '?method=sample&no-repeat=true&bad-endings=a%2Cwith&temperature=0.5&sampling-seed=4',
      {
        source: { kind: 'scenes' },
        options: {},
        decoding: { method: 'sample', noImmediateRepeat: true, badEndings: ['a', 'with'], temperature: 0.5, seed: 4 },
      },
    ],
  ])('%s are written and read', (query, settings) => {
    expect(queryOfSettings(settings)).toBe(query);
    if (query !== '') expect(read(query)).toEqual(settings);
  });

  it('are read back for any option of a run', () => {
    const random = new Random(7);
    for (const [name, option] of Object.entries<Option>(runOptions)) {
      const values =
        option.kind === 'number' ? numbersFor(option, random) : option.kind === 'choice' ? choicesOf(option) : [];
      expect(values.length).toBeGreaterThan(0);
      for (const value of values) {
        const options = { [name]: value };
        const query = queryOfSettings({ source: { kind: 'scenes' }, options });
        try {
          checkRunOptions('run', options);
        } catch {
          expect(faultOf(query)?.where).toBe(`address: ${option.flag}`);
          continue;
        }
        expect(read(query)?.options).toEqual(options);
      }
    }
  });

  it('may be a preset, and what differs from it', () => {
    for (const preset of presetNames) {
      const { source, options }: Preset = presets[preset];
      expect(queryOfSettings({ preset, source, options })).toBe(`?preset=${preset}`);
      expect(read(`?preset=${preset}`)).toEqual({ preset, source, options });
      expect(() => checkTogether({ ...defaultsFor(source), ...options })).not.toThrow();
    }
    const { source, options } = presets['overfit-50'];
    const changed = { preset: 'overfit-50', source, options: { ...options, numEpochs: 7, cellType: 'rnn' } } as const;
    expect(queryOfSettings(changed)).toBe('?preset=overfit-50&cell=rnn&epochs=7');
    expect(read(queryOfSettings(changed))).toEqual(changed);
  });

  it('ignore what programs append to a shared address, but nothing else', () => {
    expect(read('?cell=rnn&fbclid=x&gclid=y&utm_source=z')?.options).toEqual({ cellType: 'rnn' });
    expect(read('?fbclid=x')).toBeUndefined();
  });

  it.each([
    ['?hiden=3', 'address', 'hiden'],
    ['?hidden=0', 'address: hidden', '0'],
    ['?hidden=1e3.5', 'address: hidden', '1e3.5'],
    ['?hidden=', 'address: hidden', ''],
    ['?cell=gru', 'address: cell', 'gru'],
    ['?cell=toString', 'address: cell', 'toString'],
    ['?preset=none', 'address: preset', 'none'],
    ['?data=coco', 'address: data', 'coco'],
    ['?folder=a', 'address: folder', 'data=scenes'],
    ['?data=files&pictures=3', 'address: pictures', 'data=files'],
    ['?no-repeat=yes', 'address: no-repeat', 'yes'],
    ['?beam=3', 'decode by greedy', 'beamWidth'],
    ['?seed=1.5', 'address: seed', '1.5'],
  ])('%s is refused', (query, where, found) => {
    const fault = faultOf(query);
    expect(fault?.where).toContain(where);
    expect(fault?.found).toContain(found);
    const asked = runRequestOf(query, true);
    expect(asked && 'fault' in asked && asked.fault).toEqual(fault);
  });

  it('are shown, and start nothing', () => {
    for (const mayStart of [true, false]) {
      expect(runRequestOf('?cell=rnn', mayStart)).toEqual({
        source: { kind: 'scenes' },
        options: { cellType: 'rnn' },
        shown: true,
      });
    }
  });
});
