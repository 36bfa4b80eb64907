import { queryOf, type RunRequest, runRequestOf } from '../../../src/client/run_request.ts';
import { checkedOptions } from '../../../src/data/scenes/options.ts';
import { FourgateError } from '../../../src/errors.ts';
import { checkCaptioningOptions } from '../../../src/model/configuration.ts';
import { checkTrainerOptions } from '../../../src/train/trainer_options.ts';
import { modelOptions, trainerOptions, withDefaults } from '../../../src/worker/run_settings.ts';
import { resumeData } from '../../support/resume.ts';
import type { Format } from '../format.ts';
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
