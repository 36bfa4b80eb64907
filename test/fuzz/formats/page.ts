import { MAX_CAPTION, MAX_PICTURES } from '../../../src/client/logged_captions.ts';
import { type LoggedRun, MAX_NAME, MAX_POINTS, runOfText, textOfRun } from '../../../src/client/logged_run.ts';
import { queryOf, type RunRequest, runRequestOf } from '../../../src/client/run_request.ts';
import { checkedOptions } from '../../../src/data/scenes/options.ts';
import { FourgateError } from '../../../src/errors.ts';
import { checkCaptioningOptions } from '../../../src/model/configuration.ts';
import { runDefaults } from '../../../src/options/run_options.ts';
import { checkTrainerOptions } from '../../../src/train/trainer_options.ts';
import { modelOptions, trainerOptions, withDefaults } from '../../../src/worker/run_settings.ts';
import { resumeData } from '../../support/resume.ts';
import { type Format, hold } from '../format.ts';
import { changeJson } from '../json_mutations.ts';
import { attackDigits } from '../length_mutations.ts';

/** What an address asks for, through the checks of page and worker, short of the work itself. */
async function readRequest(bytes: Uint8Array): Promise<unknown> {
  const text = new TextDecoder().decode(bytes);
  const asked = runRequestOf(`?run=${encodeURIComponent(text)}`, true);
  if (!asked) return undefined;
  if ('fault' in asked) throw new FourgateError(asked.fault);
  const { source, options } = asked;
  const settings = withDefaults(options);
  const { rule: _, log: __, ...training } = checkTrainerOptions(trainerOptions(settings));
  const model = checkCaptioningOptions(modelOptions(settings, { data: resumeData }));
  if (source.kind === 'files') return { asked, training, model };
  const { kind: ___, ...scenes } = source;
  return { asked, training, model, scenes: checkedOptions(scenes) };
}

const requests: Readonly<Record<string, RunRequest>> = {
  Scenes: {
    source: { kind: 'scenes', seed: 3, train: 400, val: 40, test: 40 },
    options: { cellType: 'lstm', hiddenDim: 64, learningRate: 0.01, schedule: 'cosine', iterations: 100 },
    decoding: { method: 'beam', beamWidth: 3, badEndings: ['a'] },
  },
  'files, resumed': { source: { kind: 'files', name: 'coco', maxTrain: 50 }, options: { numEpochs: 4 }, resume: true },
};

export const runRequests: Format = {
  name: 'request',
  mutators: [...Array.from({ length: 14 }, () => changeJson), attackDigits, attackDigits],
  originals: async () =>
    Object.entries(requests).map(([name, request]) => ({
      name,
      bytes: new TextEncoder().encode(new URLSearchParams(queryOf(request)).get('run') ?? ''),
      read: readRequest,
    })),
};

/** An entry of the list of runs, which a browser's storage held. */
async function readRun(bytes: Uint8Array): Promise<unknown> {
  const run = runOfText(new TextDecoder().decode(bytes));
  const { id, name = 'none', curve, validation, firstLoss = 0, lastLoss = 0, cider = 0, main = 0, absent = 0 } = run;
  hold(id !== '' && name.length > 0 && name.length <= MAX_NAME, 'it has no id or a name of the wrong length');
  for (const { steps, losses } of [curve, validation]) {
    hold(steps.length === losses.length && steps.length <= MAX_POINTS, 'a curve has too many or too few points');
    hold(
      steps.every((step, i) => Number.isSafeInteger(step) && step > (steps[i - 1] ?? -1)),
      'steps do not ascend',
    );
    hold([...losses, firstLoss, lastLoss, cider].every(Number.isFinite), 'a loss is not finite');
  }
  hold(
    [main, absent].every((share) => share >= 0 && share <= 1),
    'a share is out of range',
  );
  const { step = 1, pictures = [] } = run.captions ?? {};
  hold(step > 0 && pictures.length <= MAX_PICTURES, 'captions of no step, or of too many pictures');
  for (const { image, caption, reference, check } of pictures) {
    hold(Number.isSafeInteger(image) && image >= 0, 'a picture has no number');
    hold(Math.max(caption.length, reference.length) <= MAX_CAPTION, 'a caption is too long');
    const words = caption.split(' ');
    hold(
      !check || check.absent.every(({ phrase, word }) => words.slice(word).join(' ').startsWith(phrase)),
      'a phrase is not in its caption',
    );
  }
  hold(textOfRun(runOfText(textOfRun(run))) === textOfRun(run), 'it is another when it is written again');
  return run;
}

const logged: LoggedRun = {
  ...{ id: 'k3-x1', name: 'mine', at: 1_790_000_000_000, end: 'stopped', resumed: true, shown: false },
  settings: { source: { kind: 'scenes', train: 400 }, options: { ...runDefaults, learningRate: 0.01 } },
  ...{
    step: 120,
    totalSteps: 200,
    seconds: 12.5,
    firstLoss: 41.2,
    lastLoss: 4.2,
    cider: 0.83,
    main: 0.94,
    absent: 0.07,
  },
  curve: { steps: [1, 60, 120], losses: [41.2, 9, 4.2] },
  validation: { steps: [60, 120], losses: [10, 7.5] },
  validated: { step: 80, pictures: 200, main: 0.9, absent: 0.25 },
  captions: {
    step: 120,
    pictures: [
      {
        ...{ split: 'test', image: 0, reference: 'a red circle', caption: 'a red circle on white' },
        check: { main: true, absent: [{ phrase: 'on white', word: 3 }], sentence: true },
      },
      { split: 'test', image: 41, reference: 'a star', caption: '' },
    ],
  },
};

export const loggedRuns: Format = {
  name: 'logged-run',
  mutators: [...Array.from({ length: 14 }, () => changeJson), attackDigits, attackDigits],
  originals: async () => [{ name: 'stopped', bytes: new TextEncoder().encode(textOfRun(logged)), read: readRun }],
};
