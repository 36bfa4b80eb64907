import { choice, integer, type OptionsOf, type ValueOf } from './declare.ts';

/** A run has one seed for weights and minibatches. */
export const seed = integer({
  help: 'seed of weights, minibatches and dropout masks',
  effect: 'Another seed gives other initial weights and minibatches. The same seed gives the same losses.',
  default: 0,
  run: { name: 'seed', default: 231 },
  flag: 'seed',
  label: 'Seed',
});

/** The numbers and choices of `CaptioningRNN`. */
export const modelOptions = {
  /** Default `'rnn'`. */
  cellType: choice(
    { rnn: 'RNN (tanh)', lstm: 'LSTM' },
    {
      help: 'recurrent cell',
      effect:
        'An LSTM keeps a cell state that its gates protect; a vanilla RNN overwrites its state at every word. The LSTM has four times the weights.',
      default: 'rnn',
      run: { name: 'cellType', default: 'lstm' },
      flag: 'cell',
      label: 'Cell',
    },
  ),
  /** Hidden units H. Default 128. */
  hiddenDim: integer({
    min: 1,
    help: 'hidden units',
    effect:
      'More units remember more of the picture and the caption so far. Each step takes longer, and a small data set is memorised more easily.',
    default: 128,
    run: { name: 'hiddenDim' },
    flag: 'hidden',
    label: 'Hidden units',
    unit: 'H',
  }),
  /** Length W of a word vector. Default 128. */
  wordvecDim: integer({
    min: 1,
    help: 'length of a word vector',
    effect: 'Longer vectors distinguish more words. Small vocabularies need few numbers.',
    default: 128,
    run: { name: 'wordvecDim', default: 64 },
    flag: 'wordvec',
    label: 'Word vector',
    unit: 'W',
  }),
  /** Seed of the initial weights. Default 0. */
  seed,
  /** Length D of an image feature, or of the pixels of an encoder's picture. Default 512, or what the encoder reads. */
  inputDim: integer({ min: 1, help: 'length of an image feature', otherwise: '512, or what the encoder reads' }),
  /**
   * Storage of the weights and activations that matrix products read: `'float32'` (default), or `'float16'`, half the bytes;
   * sums, gradients and master weights stay float32 (mixed precision, Micikevicius et al. 2018). WebGPU needs a device with
   * `shader-f16` for it; the CPU rounds the same numbers but saves no memory.
   */
  storage: choice({ float32: 'float32', float16: 'float16' }, { help: 'storage of weights', default: 'float32' }),
};

export type ModelOptions = OptionsOf<typeof modelOptions>;
export type CellType = ValueOf<typeof modelOptions.cellType>;
export type Storage = ValueOf<typeof modelOptions.storage>;
