import { marksOf, sharesOf } from '../../src/client/check_words.ts';
import { count, duration, heldOutNote, loss, percent, plural, rate } from '../../src/client/format.ts';
import type { LossHistory } from '../../src/client/loss_history.ts';
import { OptionError } from '../../src/errors.ts';
import { flagOf } from '../../src/options/run_options.ts';
import type { CheckpointSummary } from '../../src/runs/run_record.ts';
import type { CaptionedPicture } from '../../src/sources/data_source.ts';
import type {
  DatasetSummary,
  FailedEvent,
  FinishedEvent,
  SceneAccuracy,
  SlowerEvent,
  StartedEvent,
  StepEvent,
  ValidatedEvent,
} from '../../src/worker/protocol.ts';
import { typed } from '../typed.ts';

const CAPTIONS = 10;

/** A line with its name in a column of its own. */
export function line(name: string, text: string): string {
  return `${name.padEnd(12)}${text}`;
}

export function datasetLines(summary: DatasetSummary): string[] {
  const note = heldOutNote(summary);
  const { name, splits, vocabularySize, captionLength, featureLength, featuresBy, seconds } = summary;
  const sizes = splits.map(
    (split) => `${split.name} ${count(split.images)} pictures, ${count(split.captions)} captions`,
  );
  return [
    line('data', `${name}: ${sizes.join('; ')}`),
    line(
      '',
      `V = ${plural(vocabularySize, 'word')}, captions of ${captionLength} columns, ${featureLength} numbers a picture, ready in ${seconds.toFixed(1)} s`,
    ),
    ...(featuresBy ? [line('', `features of ${featuresBy}`)] : []),
    ...(note ? [line('', note)] : []),
  ];
}

export function startedLines({ adapter, backend, options, totalSteps, parameters }: StartedEvent): string[] {
  const gpu = adapter.software ? 'a software adapter, not a GPU: slow' : 'a GPU';
  const { cellType, wordvecDim, hiddenDim, updateRule, learningRate, lrDecay, batchSize, sampling, seed } = options;
  return [
    line('adapter', backend === 'cpu' ? `${adapter.name}, no WebGPU` : `${adapter.name} on WebGPU, ${gpu}`),
    line(
      'model',
      `${cellType}, ${hiddenDim} hidden units, word vectors of ${wordvecDim}, ${plural(parameters, 'parameter')}`,
    ),
    line(
      'training',
      `${updateRule}, rate ${learningRate} × ${lrDecay} an epoch, ${plural(totalSteps, 'step')} of ${batchSize} captions, ${sampling}, seed ${seed}`,
    ),
  ];
}

export function slowerLines({ captionsPerSecond, onCpu }: SlowerEvent): string[] {
  const text = `${rate(onCpu)} captions/s, measured; this adapter: ${rate(captionsPerSecond)}. Use it with ${flagOf('backend')} cpu.`;
  return [line('CPU', text)];
}

export function stepText({ step, totalSteps, captionsPerSecond, secondsLeft }: StepEvent, recentLoss: number): string {
  return `step ${step}/${totalSteps}  loss ${loss(recentLoss)} (mean of ten)  ${rate(captionsPerSecond)} captions/s  ${duration(secondsLeft)} left`;
}

export function checkpointLines({
  name,
  cellType,
  hiddenDim,
  wordvecDim,
  vocabularySize,
  remark,
  training,
}: CheckpointSummary) {
  const model = `${cellType}, ${hiddenDim} hidden units, word vectors of ${wordvecDim}, ${plural(vocabularySize, 'word')}`;
  return [
    line('checkpoint', `${name}: ${model}`),
    ...(training
      ? [line('', `after step ${count(training.step)} of ${count(training.totalSteps)}, epoch ${training.epoch}`)]
      : []),
    ...(remark ? [line('', remark)] : []),
  ];
}

/** One line a validation, its columns under each other. */
export function validatedLines(validated: ValidatedEvent): string[] {
  const { epoch, teacherForcedLoss, freeRunning, accuracy, best, warning } = validated;
  const shares = accuracy && sharesOf(accuracy);
  const checked = shares ? `  main object ${shares.main}  not there ${shares.absent}` : '';
  const { bleu, cider } = freeRunning;
  const scores = `loss ${loss(teacherForcedLoss)}  BLEU-4 ${bleu[3].toFixed(3)}  CIDEr ${cider.toFixed(3)}`;
  return [
    line(`epoch ${epoch}`, `validation ${scores}${checked}${best ? '  best so far' : ''}`),
    ...(warning ? [line('warning', warning)] : []),
  ];
}

/** @param expectedFirstLoss missing for a resumed run: it begins in the middle of its losses */
export function finishedLines(finished: FinishedEvent, history: LossHistory, expectedFirstLoss?: number): string[] {
  const { step, stopped, seconds, accuracy, pointing, pictures } = finished;
  const fall = 1 - history.meanOfLastTen / history.first;
  const began = expectedFirstLoss !== undefined;
  const fell = began ? `, ${percent(Math.abs(fall))} ${fall >= 0 ? 'below' : 'above'} the first` : '';
  return [
    line(stopped ? 'stopped' : 'done', `${plural(step, 'step')} in ${duration(seconds)}`),
    ...(began
      ? [
          line(
            'first loss',
            `${loss(history.first)}; expected ${loss(expectedFirstLoss)} = mean target length of that batch × ln V`,
          ),
        ]
      : []),
    line('last ten', `${loss(history.meanOfLastTen)} mean loss${fell}`),
    ...(accuracy ? accuracyLines(accuracy, 'greedy captions') : []),
    ...(pointing
      ? [
          line(
            'saliency',
            `${percent(pointing.inside / Math.max(1, pointing.words))}: of ${pointing.words} words that name colour or shape of an object in these captions,`,
          ),
          line(
            '',
            `${pointing.inside} depend most on pixels inside that object (gradient of log p, averaged over 7 × 7 pixels)`,
          ),
        ]
      : []),
    ...captionLines(pictures.slice(0, CAPTIONS)),
  ];
}

/** What captions say of their pictures, counted. */
export function accuracyLines(accuracy: SceneAccuracy, captions = 'captions'): string[] {
  const { split, pictures, correct, untrue, broken } = accuracy;
  const { main, absent, broken: brokenShare } = sharesOf(accuracy);
  return [
    line('accuracy', `${main}: ${captions} of ${correct} of ${pictures} ${split} pictures name colour and shape`),
    line('', 'of the main object correctly (captions are parsed and compared with the scene that was drawn)'),
    line(
      'not there',
      `${absent}: ${plural(untrue, 'caption')} with an object, size, place or background that is not there`,
    ),
    ...(broken > 0
      ? [line('no sentence', `${brokenShare}: ${plural(broken, 'caption')} with words that form no phrase of Scenes`)]
      : []),
  ];
}

/** What went wrong; an option is named as it is typed. */
export function failureText({ message, fault }: FailedEvent): string {
  if (!fault?.option) return message;
  return new OptionError({ ...fault, where: `${typed('train')}: ${flagOf(fault.option)}` }).message;
}

/** What a command without a window, which keeps its run in no folder, adds to the fault that ended the run. */
export function endedWithBrowser({ during }: FailedEvent): string[] {
  if (during !== 'run') return [];
  return [
    'What the browser stores is lost when this command ends: --checkpoints DIR keeps a run that --resume can continue.',
  ];
}

export function captionLines(pictures: readonly CaptionedPicture[]): string[] {
  const rows = pictures.flatMap(({ split, image, caption, references, check }) => [
    line(`${split} ${image}`, marked(caption || '(no word)', check)),
    line('', `= ${references[0] ?? ''}`),
  ]);
  return pictures.length > 0
    ? [
        '',
        `${plural(pictures.length, 'caption')} of ${pictures[0]?.split} pictures, each above one of its references:`,
        ...rows,
      ]
    : [];
}

/** A caption between its marks: ✓ or ✗ before it, the others after it with what they stand for. */
function marked(caption: string, check: CaptionedPicture['check']): string {
  if (!check) return caption;
  const [main, ...others] = marksOf(check);
  return [`${main?.sign} ${caption}`, ...others.map(({ sign, words }) => `${sign} ${words}`)].join('  ');
}
