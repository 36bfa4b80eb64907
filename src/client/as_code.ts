import { scenesOptions } from '../options/data_options.ts';
import { ofModel, ofTrainer, withoutDefaults } from '../options/in_api.ts';
import { flagOf, type RunDefaults } from '../options/run_options.ts';
import { shownValue } from '../options/values.ts';
import type { PageSettings } from './address.ts';

/** The command that trains with these settings. */
export function startLine({ source, options }: PageSettings): string {
  const words = Object.entries(options).map(([name, value]) => `${flagOf(name)} ${shownValue(value)}`);
  const flags = [...dataFlags(source), ...words];
  return ['npm start', ...(flags.length > 0 ? ['--', ...flags] : [])].join(' ');
}

function dataFlags(source: PageSettings['source']): readonly string[] {
  switch (source.kind) {
    case 'scenes':
      return Object.entries(scenesOptions).flatMap(([name, { flag }]) => {
        const value: unknown = Reflect.get(source, name);
        return value === undefined ? [] : [`--${flag} ${value}`];
      });
    case 'files':
      return [`--data ${source.name ?? 'DIR'}`, ...(source.maxTrain ? [`--max-train ${source.maxTrain}`] : [])];
    case 'photos':
      return ['--data DIR'];
  }
}

/**
 * A program that trains the same with the package.
 * @param defaults of the data
 */
export function programOf({ source, options }: PageSettings, defaults: RunDefaults): string {
  const settings = { ...defaults, ...options };
  const { fineTuning: _, ...training } = ofTrainer(settings);
  const [load, data] = dataOf(source);
  const readsPixels = source.kind === 'scenes' && source.features === 'pixels';
  const imported = [
    'CaptioningRNN',
    'CaptioningTrainer',
    load,
    'openBackend',
    ...(readsPixels ? ['pixelEncoder'] : []),
  ];
  const model = [
    'wordToIdx: data.vocabulary.wordToIdx',
    'inputDim: data.featureLength',
    ...(readsPixels ? ['encoder: pixelEncoder({ side: 32 })'] : []),
    ...entries(withoutDefaults(ofModel(settings))),
  ];
  return [
    `import { ${imported.join(', ')} } from 'fourgate';`,
    '',
    `const backend = await openBackend('${settings.backend}');`,
    data,
    'const model = new CaptioningRNN(backend, {',
    ...model.map((line) => `  ${line},`),
    '});',
    'const trainer = new CaptioningTrainer(model, data, {',
    ...entries(withoutDefaults(training)).map((line) => `  ${line},`),
    '});',
    'await trainer.train(); // prints the loss as it falls',
  ].join('\n');
}

/** The function that loads the data, and its line. */
function dataOf(source: PageSettings['source']): readonly [string, string] {
  if (source.kind === 'scenes') {
    const { kind: _, ...options } = source;
    return ['createScenes', `const { data } = await createScenes(${literal(options)});`];
  }
  const { name = 'DIR', maxTrain = undefined } = source.kind === 'files' ? source : {};
  const few = maxTrain === undefined ? '' : `, { maxTrain: ${maxTrain} }`;
  return ['loadCocoData', `const data = await loadCocoData('${name}'${few}); // the folder`];
}

const entries = (values: object) => Object.entries(values).map(([name, value]) => `${name}: ${literal(value)}`);

/** A value as JavaScript writes it; nothing for an object without entries. */
function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'object' || value === null) return shownValue(value);
  const inner = entries(value);
  return inner.length > 0 ? `{ ${inner.join(', ')} }` : '';
}
