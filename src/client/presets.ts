import type { RunOptions } from '../options/run_options.ts';
import type { DataSource } from '../sources/data_source.ts';

/** A run worth watching. */
export interface Preset {
  readonly label: string;
  /** What to look for while it trains. */
  readonly watch: string;
  readonly source: Extract<DataSource, { kind: 'scenes' }>;
  /** What differs from the defaults of its data. */
  readonly options: RunOptions;
}

/** By their names in an address, in the order of a lesson. */
export const presets = {
  default: {
    label: 'An LSTM learns',
    watch:
      'The loss starts at caption length × ln V, as for a model that knows nothing, and falls fastest in the first hundred steps. The captions name colours before they name places.',
    source: { kind: 'scenes' },
    options: {},
  },
  'overfit-50': {
    label: 'Overfit 50 captions',
    watch:
      'Ten pictures, seen for 100 epochs. The training loss falls towards 0 while the validation loss rises: the network learns the captions by heart, and held-out pictures get captions that were written for others.',
    source: { kind: 'scenes', train: 10 },
    options: { batchSize: 50, lrDecay: 1, numEpochs: 100, validateEvery: 10 },
  },
  'rnn-forgets': {
    label: 'A vanilla RNN forgets',
    watch:
      'The same run with a vanilla RNN. Its loss stays above the LSTM’s, and captions go wrong towards their end: nothing protects the state from being overwritten at every word.',
    source: { kind: 'scenes' },
    options: { cellType: 'rnn' },
  },
  'rate-too-high': {
    label: 'A learning rate that is too high',
    watch:
      'Ten times the rate. The loss jumps instead of falling and settles at a high value, where every picture gets almost the same caption. Halve the rate until it learns.',
    source: { kind: 'scenes' },
    options: { learningRate: 0.05, lrDecay: 1, numEpochs: 1 },
  },
  dropout: {
    label: 'With dropout',
    watch:
      'Few pictures, and a third of the hidden outputs dropped at every step. The training loss is higher than without dropout; compare the validation loss of both.',
    source: { kind: 'scenes', train: 400 },
    options: { outputDropout: 0.33, numEpochs: 15 },
  },
} satisfies Readonly<Record<string, Preset>>;

export type PresetName = keyof typeof presets;
export const presetNames = Object.keys(presets) as PresetName[];
