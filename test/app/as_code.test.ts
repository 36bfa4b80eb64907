import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readOptions } from '../../scripts/start/start_options.ts';
import { type PageSettings, settingsIn } from '../../src/client/address.ts';
import { programOf, startLine } from '../../src/client/as_code.ts';
import { presetNames, presets } from '../../src/client/presets.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { createScenes } from '../../src/data/scenes/dataset.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { defaultsFor, type RunDefaults } from '../../src/options/run_options.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import { modelOptions, trainerOptions, withDefaults } from '../../src/worker/run_settings.ts';
import { root } from '../house/sources.ts';

const settings = (query: string): PageSettings =>
  settingsIn(new URLSearchParams(query)) ?? { source: { kind: 'scenes' }, options: {} };
const defaultsOf = ({ source }: PageSettings): RunDefaults => defaultsFor(source.kind === 'scenes' ? source : {});

const queries = [
  '',
  ...presetNames.map((name) => `?preset=${name}`),
  '?features=pixels&pictures=20&schedule=step&backend=cpu',
  '?data=files&folder=flickr8k&max-train=50&hidden=512&schedule=plateau&lr=1e-4',
  '?word-dropout=0.2&scheduled-sampling=0.1&label-smoothing=0.1&clip-norm=5&weight-decay=0.01&rule=sgdMomentum&warmup=7',
];

describe('settings as a command', () => {
  it.each(queries)('%s are read back by npm start', (query) => {
    const { source, options } = settings(query);
    const [, , ...argv] = startLine({ source, options }).split(' ');
    const asked = readOptions(argv.slice(1));
    if (asked === 'help') throw new Error('not asked for help');
    expect(asked.run).toEqual(options);
    const { train, features, name, maxTrain }: Record<string, unknown> = { ...source };
    expect([asked.pictures, asked.features, asked.data, asked.maxTrain]).toEqual([train, features, name, maxTrain]);
  });

  it('are short if nothing differs', () => {
    expect(startLine({ source: { kind: 'scenes' }, options: {} })).toBe('npm start');
    expect(startLine(presets['rnn-forgets'])).toBe('npm start -- --cell rnn --epochs 1');
  });
});

describe('settings as a program', () => {
  /** The losses that a program logs. */
  function lossesOf(program: string): number[] {
    const args = ['--import', 'tsx', '--input-type=module', '--eval', program];
    const lines = execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    return [...lines.matchAll(/loss: ([\d.]+)/g)].map(([, loss]) => Number(loss));
  }

  it.each([
    '?pictures=12&val-pictures=2&test-pictures=2&hidden=12&wordvec=8&batch=20&iterations=3&backend=cpu',
    '?pictures=12&val-pictures=2&test-pictures=2&hidden=9&cell=rnn&rule=sgdMomentum&lr=0.01&batch=20&iterations=3&backend=cpu&word-dropout=0.3&output-dropout=0.2&label-smoothing=0.1&scheduled-sampling=0.2&schedule=cosine&hold=0.3&clip-norm=1&weight-decay=0.01&warmup=2',
    '?features=pixels&pictures=8&val-pictures=2&test-pictures=2&hidden=8&batch=10&iterations=2&backend=cpu&sampling=random',
  ])('%s trains as the page does', async (query) => {
    const asked = settings(query);
    if (asked.source.kind !== 'scenes') throw new Error('Scenes were asked for');
    const { kind: _, ...scenes } = asked.source;
    const { data } = await createScenes(scenes);
    const run = withDefaults(asked.options, defaultsOf(asked));
    const encoder = scenes.features === 'pixels' && { encoder: { side: 32 } };
    const model = new CaptioningRNN(new CpuBackend(), modelOptions(run, { data, ...encoder }));
    const logged: string[] = [];
    const log = (line: string) => void logged.push(line);
    await new CaptioningTrainer(model, data, { ...trainerOptions(run), verbose: true, printEvery: 1, log }).train();
    const expected = logged.map((line) => Number(/loss: ([\d.]+)/.exec(line)?.[1]));
    expect(expected).toHaveLength(run.iterations ?? 0);
    const program = programOf(asked, defaultsOf(asked)).replace('batchSize:', 'printEvery: 1,\n  batchSize:');
    expect(lossesOf(program)).toEqual(expected);
  });

  it('omit options with default values', () => {
    const program = programOf(settings(''), defaultsFor({}));
    expect(program).toContain("cellType: 'lstm'");
    expect(program).not.toMatch(/hiddenDim|dropout|schedule|clipNorm|fineTuning/);
    expect(programOf(settings('?data=files&folder=flickr8k&max-train=50'), defaultsFor({ captions: 50 }))).toContain(
      "await loadCocoData('flickr8k', { maxTrain: 50 });",
    );
  });
});
