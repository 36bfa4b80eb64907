import * as api from '../../src/index.ts';
import { backend, captioning, captions, data, features, model, signal, trainer, training } from './fixtures.ts';
import { type Argument, callback, count, objects, options, type Row, row } from './row.ts';

type Rows = Readonly<Record<string, readonly Row[]>>;

const random = new api.Random(0);
const nothing = () => undefined;
const number: Argument = [1, 'nothing', 'number'];

/** A row for each option of something: the kinds that it takes by name. */
const each = (use: (option: object) => unknown, kindsOf: Readonly<Record<string, Argument>>): Row[] =>
  Object.entries(kindsOf).map(([name, argument]) => row((value) => use({ [name]: value }), argument));

const captioner: Rows = {
  constructor: [
    row((on, given) => new api.CaptioningRNN(on, given), [backend], [captioning]),
    ...each((option) => new api.CaptioningRNN(backend, { ...captioning, ...option }), {
      wordToIdx: [captioning.wordToIdx],
      inputDim: count(2),
      wordvecDim: count(2),
      hiddenDim: count(2),
      cellType: ['lstm', 'nothing'],
      seed: number,
      storage: ['float16', 'nothing'],
    }),
  ],
  checkParams: [
    row((given) => model.checkParams(given), [{}, ...objects]),
    row((b_proj) => model.checkParams({ b_proj }), [model.params.b_proj]),
  ],
  setParams: [
    row((given) => model.setParams(given), [{}, ...objects]),
    row((b_proj) => model.setParams({ b_proj }), [model.params.b_proj]),
  ],
  readParams: [row(() => model.readParams())],
  loss: [row((x, words) => model.loss(x, words), [features], [captions])],
  evaluateLoss: [row((x, words) => model.evaluateLoss(x, words), [features], [captions])],
  wordSaliency: [row((x, words) => model.wordSaliency(x, words), [features], [captions])],
  wordLogProbs: [row((x, words) => model.wordLogProbs(x, words), [features], [captions])],
  states: [row((x, words) => model.states(x, words), [features], [captions])],
  sample: [row((x, length) => model.sample(x, length), [features], count(3))],
  decode: [
    row((x, how) => model.decode(x, how), [features], options({ maxLength: 3 })),
    ...each((option) => model.decode(features, { maxLength: 3, ...option }), {
      method: ['beam', 'nothing'],
      maxLength: [3, 'nothing', 'number'],
      noImmediateRepeat: [true, 'nothing', 'boolean'],
      badEndings: [['word3'], 'nothing', 'list'],
      alternatives: [1, 'nothing', 'number'],
    }),
    ...each((option) => model.decode(features, { maxLength: 3, method: 'beam', ...option }), {
      beamWidth: [2, 'nothing', 'number'],
      lengthNormalization: [0.5, 'nothing', 'number', 'fraction'],
    }),
  ],
  caption: [
    row((x, how) => model.caption(x, how), [features], options({ maxLength: 3 })),
    row((method) => model.caption(features, { maxLength: 3, method }), ['beam', 'nothing']),
  ],
  destroy: [row(() => new api.CaptioningRNN(backend, captioning).destroy())],
};

const solver: Rows = {
  constructor: [
    row((on, from, given) => new api.CaptioningTrainer(on, from, given), [model], [data], options(training)),
    ...each((option) => new api.CaptioningTrainer(model, data, { ...training, ...option }), {
      updateRule: ['adam', 'nothing'],
      updaterConfig: options({ learningRate: 1 }),
      lrDecay: [0.5, 'nothing', 'fraction'],
      schedule: options({ kind: 'cosine' }),
      batchSize: [2, 'nothing', 'number'],
      numEpochs: [2, 'nothing', 'number'],
      maxSteps: count(2),
      sampling: ['shuffled', 'nothing'],
      seed: [1, 'nothing', 'number'],
      dropout: options({ words: 0.5 }),
      labelSmoothing: [0.1, 'nothing', 'fraction'],
      clipNorm: [1, 'nothing', 'number', 'fraction'],
      clipValue: [1, 'nothing', 'number', 'fraction'],
      weightDecay: [1, 'nothing', 'number', 'fraction'],
      scheduledSampling: [{ start: 0.5 }, 'nothing', 'null', ...objects],
      split: ['train', 'nothing', 'null'],
      printEvery: [1, 'nothing', 'number'],
      verbose: [false, 'nothing', 'boolean'],
      log: callback(nothing),
    }),
  ],
  train: [
    row((control) => trainer.train(control), options()),
    ...each((option) => trainer.train(option), {
      onStep: callback(nothing),
      beforeStep: callback(nothing),
      signal: [signal, 'nothing'],
    }),
  ],
  state: [row(() => trainer.state())],
  restore: [row((state) => trainer.restore(state), [await trainer.state()])],
  reportValidation: [row((loss) => trainer.reportValidation(loss), [1, 'number', 'fraction'])],
  destroy: [row(() => new api.CaptioningTrainer(model, data, training).destroy())],
};

const generator: Rows = {
  constructor: [row((seed, stream) => new api.Random(seed, stream), [1, 'number'], number)],
  fromState: [row((state) => api.Random.fromState(state), [[1, 2, 3, 4]])],
  state: [row(() => random.state())],
  clone: [row(() => random.clone())],
  below: [row((n) => random.below(n), [3, 'number'])],
  uniform: [row(() => random.uniform())],
  normal: [row(() => random.normal())],
  shuffle: [row((items) => random.shuffle(items), [[1, 2], 'list', 'lists', 'numbers', 'typed'])],
};

/** For every exported class its constructor and methods; errors are thrown by the library only. */
export const classes: Readonly<Record<string, Rows>> = {
  CaptioningRNN: captioner,
  CaptioningTrainer: solver,
  Random: generator,
};
