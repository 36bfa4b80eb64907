import { FLOAT32_MAX } from '../finite.ts';
import { choice, integer, number, type OptionsOf, rate, type SettingsOf, share, type ValueOf } from './declare.ts';
import { seed } from './model_options.ts';

/** How `CaptioningTrainer` trains, and for how long. */
export const trainingOptions = {
  /** Default `'sgd'`. */
  updateRule: choice(
    { sgd: 'SGD', sgdMomentum: 'SGD with momentum', rmsprop: 'RMSProp', adam: 'Adam' },
    {
      help: 'update rule',
      effect: 'Adam adapts the step of every weight and needs little tuning. SGD takes a higher rate and more epochs.',
      default: 'sgd',
      run: { name: 'updateRule', default: 'adam' },
      flag: 'rule',
      label: 'Update rule',
    },
  ),
  /** Factor on the learning rate after every epoch. Default 1. */
  lrDecay: number({
    min: 0,
    max: 1,
    help: 'multiplies the learning rate after every epoch, or on a plateau',
    effect: '1 keeps the rate constant. Smaller values stabilise the last epochs; too small, and learning stops early.',
    default: 1,
    run: { name: 'lrDecay', default: 0.9, files: 0.93 },
    flag: 'lr-decay',
    label: 'Decay',
    unit: 'per epoch',
  }),
  /** Default 100. */
  batchSize: integer({
    min: 1,
    help: 'captions per minibatch',
    effect: 'Larger minibatches give smoother gradients and more captions a second, but fewer updates an epoch.',
    default: 100,
    run: { name: 'batchSize', default: 64, pixels: 320 },
    flag: 'batch',
    label: 'Batch',
    unit: 'N',
  }),
  /** Default 10. */
  numEpochs: integer({
    min: 1,
    help: 'passes over the training captions; with --data up to 20, the fewer the captions',
    effect: 'More passes lower the training loss. Once the validation loss rises, they only memorise.',
    default: 10,
    run: { name: 'numEpochs', default: 3, pixels: 32 },
    flag: 'epochs',
    label: 'Epochs',
  }),
  /** Ends training after this many steps, regardless of `numEpochs`. */
  maxSteps: integer({
    min: 1,
    help: 'stop after this many training steps',
    run: { name: 'iterations' },
    flag: 'iterations',
    otherwise: 'none',
  }),
  /**
   * `'random'` (default) draws captions with replacement, as CS231n does; `'shuffled'` visits every caption once per epoch;
   * `'pictures'` too, with all captions of a picture in one minibatch, so that an encoder reads the picture once.
   */
  sampling: choice(
    { random: 'Random', shuffled: 'Shuffled', pictures: 'By picture' },
    {
      help: 'minibatches: drawn with replacement, as CS231n; shuffled epochs; pictures with all their captions',
      effect: 'Random draws captions with replacement, as CS231n does. Shuffled reads each caption once an epoch.',
      default: 'random',
      run: { name: 'sampling', default: 'shuffled', pixels: 'pictures' },
      flag: 'sampling',
      label: 'Minibatches',
    },
  ),
  /** Seed of the minibatches. Default 0. */
  seed,
  /** Steps between two log lines with the loss. Default 100. */
  printEvery: integer({ min: 1, help: 'steps between two log lines', default: 100 }),
};

export type TrainingOptions = OptionsOf<typeof trainingOptions>;
export type UpdateRuleName = ValueOf<typeof trainingOptions.updateRule>;
export type Sampling = ValueOf<typeof trainingOptions.sampling>;

/** Numbers of an update rule, which has its own defaults; each rule knows some of them and refuses the others. */
export const updaterOptions = {
  learningRate: rate({
    help: 'learning rate',
    effect: 'A higher rate learns faster until the loss jumps or stops falling; a lower one is steadier and slower.',
    run: { name: 'learningRate', default: 5e-3, pixels: 3e-3, files: 3e-3 },
    flag: 'lr',
    label: 'Learning rate',
    otherwise: 'adam 0.001, others 0.01',
  }),
  /** sgdMomentum: 0.9. */
  momentum: number({ min: 0, max: 1, help: 'sgdMomentum: share of the velocity that is kept', otherwise: '0.9' }),
  /** rmsprop: 0.99. */
  decayRate: number({ min: 0, max: 1, help: 'rmsprop: share of the mean square that is kept', otherwise: '0.99' }),
  /** rmsprop and adam: 1e-8. */
  epsilon: number({ min: 0, max: FLOAT32_MAX, help: 'rmsprop, adam: added to the root', otherwise: '1e-8' }),
  /** adam: 0.9 and 0.999. */
  beta1: share({ help: 'adam: share of the mean that is kept', otherwise: '0.9' }),
  beta2: share({ help: 'adam: share of the mean square that is kept', otherwise: '0.999' }),
};

/** Numbers of an update rule; each rule knows some of them and refuses the others. */
export interface UpdaterConfig extends OptionsOf<typeof updaterOptions> {}

/**
 * How the learning rate changes from step to step: it is the product of the rule's rate, the warm-up factor, `lrDecay` for
 * every completed epoch, and the schedule's factor.
 */
export const scheduleOptions = {
  /**
   * `'step'` (default): 1, so that only `lrDecay` changes the rate. `'cosine'`: from 1 along half a cosine to `floor` at the
   * trainer's last step (Loshchilov & Hutter 2017, without restarts), after a share `hold` of the steps. `'plateau'`:
   * multiplied by `factor` whenever the validation loss has not improved for more than `patience` reports in a row; the
   * caller reports it with `trainer.reportValidation`.
   */
  kind: choice(
    { step: 'Step', cosine: 'Cosine', plateau: 'Plateau' },
    {
      help: 'how the learning rate changes; plateau: with the validation loss',
      effect:
        'Step multiplies the rate by the decay after every epoch, plateau after an epoch without a better validation loss; cosine lowers it smoothly to 0.',
      default: 'step',
      run: { name: 'schedule', pixels: 'cosine' },
      flag: 'schedule',
      label: 'Schedule',
    },
  ),
  /** Steps over which the rate grows linearly to its value (Goyal et al. 2017). Default 0. */
  warmUp: integer({
    min: 0,
    help: 'steps over which the learning rate grows to its full value',
    effect: 'More steps let Adam’s averages settle before the rate is full.',
    default: 0,
    run: { name: 'warmupSteps' },
    flag: 'warmup',
    label: 'Warm-up',
    unit: 'steps',
  }),
  /** Cosine: the share of the rate that remains at the end. Default 0. */
  floor: number({ min: 0, max: 1, help: 'cosine: share of the learning rate at the end', default: 0 }),
  /** Cosine: the share of all steps for which the rate is held first (Hu et al. 2024). Default 0. */
  hold: number({
    min: 0,
    max: 1,
    help: 'cosine: share of the steps before the learning rate begins to fall',
    effect: 'A larger share keeps the full rate longer before the cosine begins to fall.',
    default: 0,
    savedUnlessDefault: true,
    run: { name: 'holdRate', pixels: 0.7 },
    flag: 'hold',
    label: 'Hold before cosine',
    unit: 'share',
  }),
  /** Plateau: above 0 and at most 1. Default 0.5. */
  factor: number({ above: 0, max: 1, help: 'plateau: multiplies the learning rate', default: 0.5 }),
  /** Plateau: default 1. */
  patience: integer({ min: 0, help: 'plateau: validations without a better loss before the rate falls', default: 1 }),
  /** Plateau: a loss is better if it is below (1 − threshold) times the best. Default 1e-3. */
  threshold: number({ min: 0, max: 1, help: 'plateau: share by which a loss must improve', default: 1e-3 }),
};

/**
 * How the learning rate changes from step to step: it is the product of the rule's rate, the warm-up factor, `lrDecay` for
 * every completed epoch, and the schedule's factor.
 */
export interface ScheduleOptions extends OptionsOf<typeof scheduleOptions> {}

export type Schedule = SettingsOf<typeof scheduleOptions>;

/** The numbers of fine-tuning a network. */
export const fineTuningOptions = {
  /** Epochs in which the network is frozen; 0: none. */
  afterEpochs: integer({
    min: 0,
    off: -1,
    help: 'epochs after which the network that made the features is trained too; 0: from the beginning, −1: never',
    effect: 'Training the network improves its features for these captions, at many times the cost of a step.',
    run: { name: 'finetuneCnnAfter', default: -1 },
    flag: 'finetune-cnn-after',
    label: 'Train the network after',
    unit: 'epochs',
  }),
  /** Learning rate of the network's Adam, on the captioner's schedule. Default 1e-5. */
  learningRate: rate({
    help: 'learning rate of that network, which has its own Adam',
    effect: 'Keep it far below the captioner’s: the network is pretrained, and forgets at a higher rate.',
    default: 1e-5,
    run: { name: 'cnnLearningRate' },
    flag: 'cnn-lr',
    label: 'Its learning rate',
  }),
};
