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

/** By their names in an address, in the order of a lesson. What they say was measured: `docs/presets.md`. */
export const presets = {
  default: {
    label: 'An LSTM learns',
    watch:
      'The loss starts at caption length × ln V, as for a model that knows nothing, and falls fastest in the first hundred steps. After one epoch nearly every caption names the main object; what it says of places and other objects takes longer to become true.',
    source: { kind: 'scenes' },
    options: {},
  },
  'overfit-50': {
    label: 'Overfit 50 captions',
    watch:
      'Ten pictures, seen for 100 epochs. The training loss falls towards 0, but the validation loss turns at about half of the run and rises: the network learns the captions by heart, and four of five captions of other pictures say something that is not there.',
    source: { kind: 'scenes', train: 10 },
    options: { batchSize: 50, lrDecay: 1, numEpochs: 100, validateEvery: 10 },
  },
  'rnn-forgets': {
    label: 'A vanilla RNN forgets',
    watch:
      'One epoch of a vanilla RNN. It names the main object as well as an LSTM does, but later words go wrong more often: the picture enters only before the first word, and a vanilla RNN overwrites its state at every word. Train an LSTM too, and compare “mentions something not there”.',
    source: { kind: 'scenes' },
    options: { cellType: 'rnn', numEpochs: 1 },
  },
  'rate-too-high': {
    label: 'A learning rate that is too high',
    watch:
      'Sixty times the usual rate. The loss falls to about half and stays there: every step overshoots, and captions have little to do with their pictures. Divide the rate by three until it learns.',
    source: { kind: 'scenes' },
    options: { learningRate: 0.3, lrDecay: 1, numEpochs: 1 },
  },
  dropout: {
    label: 'With dropout',
    watch:
      'Only 200 pictures, and half of the hidden outputs dropped at every step. The training loss stays higher than without dropout, and the validation loss rises later and less. Set output dropout to 0, run again, and compare.',
    source: { kind: 'scenes', train: 200 },
    options: { outputDropout: 0.5, lrDecay: 0.95, numEpochs: 40, validateEvery: 5 },
  },
} satisfies Readonly<Record<string, Preset>>;

export type PresetName = keyof typeof presets;
export const presetNames = Object.keys(presets) as PresetName[];
