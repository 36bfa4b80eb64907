import { checkpointLines } from '../../../scripts/start/report.ts';
import { ago, isDone, modelInWords, progressInWords } from '../../../src/app/checkpoint_words.ts';
import { kindOfFile } from '../../../src/app/file_kind.ts';
import { captionerOf, resumeTraining } from '../../../src/checkpoint/apply.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../../../src/checkpoint/checkpoint.ts';
import { exportForPyTorch, toPyTorch } from '../../../src/checkpoint/pytorch.ts';
import { importWeights } from '../../../src/checkpoint/weights.ts';
import { CpuBackend } from '../../../src/cpu/backend.ts';
import { firstNonFinite } from '../../../src/finite.ts';
import { runDefaults } from '../../../src/options/run_options.ts';
import { resumableOf, summaryOfCheckpoint } from '../../../src/runs/run_record.ts';
import { tensor } from '../../../src/tensor.ts';
import { writeSafetensors } from '../../../src/tensor_files/safetensors.ts';
import { checkTrainerOptions, type TrainerOptions } from '../../../src/train/trainer_options.ts';
import { resumedSettings, trainerOptions } from '../../../src/worker/run_settings.ts';
import { quietTrainer, resumeData, savedAt } from '../../support/resume.ts';
import { type Format, hold, type Original } from '../format.ts';
import { attackDigits, attackLength } from '../length_mutations.ts';
import { isSealed, safetensorsMutators } from '../safetensors_mutations.ts';

const backend = new CpuBackend({ precision: 'float32' });
const adam = { updateRule: 'adam', sampling: 'shuffled' } as const satisfies TrainerOptions;
const momentum = { updateRule: 'sgdMomentum' } as const satisfies TrainerOptions;

/** A checkpoint as a run in the page keeps it. */
async function ofRun(cellType: 'rnn' | 'lstm', options: TrainerOptions): Promise<Checkpoint> {
  const checkpoint = decodeCheckpoint(await savedAt(backend, cellType, 3, options), 'original');
  const run = {
    options: { ...runDefaults, cellType },
    source: { kind: 'scenes', seed: 1 },
    totalSteps: 9,
    epoch: 1,
    savedAt: 1_790_000_000_000,
    best: { epoch: 1, cider: 0.5, since: 0 },
  };
  return { ...checkpoint, notes: { run } };
}

/** What a checkpoint is good for: a summary, a model that captions, and where it has a training, its next step. */
export async function useCheckpoint(bytes: Uint8Array): Promise<unknown> {
  // The page asks what a dropped file is before anybody reads it.
  await kindOfFile(new Blob([new Uint8Array(bytes)]));
  const checkpoint = importWeights(bytes, 'weights', resumeData.vocabulary);
  const told = asTold(checkpoint);
  const model = captionerOf(backend, checkpoint);
  try {
    for (const { data } of Object.values(model.params)) hold(firstNonFinite(data) < 0, 'a parameter is not finite');
    const { inputDim } = checkpoint.configuration;
    const row = tensor([1, inputDim], new Float32Array(inputDim).fill(0.5));
    const captions = await model.decode(row, { maxLength: 6 });
    for (const { logProb } of captions.flat())
      hold(logProb <= 0 && logProb - logProb === 0, 'log p is no log-probability');
    const next = checkpoint.training && (await nextStep(checkpoint));
    return { checkpoint, told, captions, next };
  } finally {
    model.destroy();
  }
}

/** What page and terminal say of it, and the options of a run that goes on. */
function asTold(checkpoint: Checkpoint): unknown {
  const summary = summaryOfCheckpoint(checkpoint, 'weights', 0);
  const record = resumableOf(checkpoint)?.record;
  const training = record && checkTrainerOptions(trainerOptions(resumedSettings(record.options, {})));
  const saved = summary.training && ago(summary.training.savedAt, 1_800_000_000_000);
  const words = [modelInWords(summary), progressInWords(summary), saved, ...checkpointLines(summary)];
  return { words, isDone: isDone(summary), steps: training?.maxSteps };
}

/** The step after those of a checkpoint's training. */
async function nextStep(checkpoint: Checkpoint): Promise<unknown> {
  const { step = 0, settings } = checkpoint.training ?? {};
  const options = settings?.updateRule === 'adam' ? adam : momentum;
  const model = captionerOf(backend, checkpoint);
  const trainer = quietTrainer(model, { ...options, maxSteps: step + 1 });
  try {
    resumeTraining(trainer, checkpoint, resumeData);
    await trainer.train();
    const loss = trainer.lossHistory.at(-1) ?? Number.NaN;
    hold(firstNonFinite([loss]) < 0, 'the next loss is not finite');
    return { loss, params: model.params };
  } finally {
    trainer.destroy();
    model.destroy();
  }
}

export const checkpoints: Format = {
  name: 'checkpoint',
  mutators: [...safetensorsMutators, attackLength, attackDigits],
  async originals() {
    const [lstm, rnn] = [await ofRun('lstm', adam), await ofRun('rnn', momentum)];
    const { training: _, notes: __, ...weights } = lstm;
    const made = { 'lstm, adam': lstm, 'rnn, momentum': rnn, 'weights alone': weights };
    return Object.entries(made).map(
      ([name, checkpoint]): Original => ({
        name,
        bytes: encodeCheckpoint(checkpoint),
        read: useCheckpoint,
        sealed: isSealed,
      }),
    );
  },
};

export const foreignSafetensors: Format = {
  name: 'safetensors',
  mutators: [...safetensorsMutators, attackLength, attackDigits],
  async originals() {
    const [checkpoint, rnn] = [await ofRun('lstm', adam), await ofRun('rnn', momentum)];
    const made = {
      'for PyTorch, with words': exportForPyTorch(checkpoint),
      'of PyTorch': writeSafetensors(toPyTorch(rnn), { format: 'pt' }),
      'with names of CS231n': writeSafetensors({ ...checkpoint.parameters }),
    };
    return Object.entries(made).map(
      ([name, bytes]): Original => ({ name, bytes: withoutChecksum(bytes), read: useCheckpoint }),
    );
  },
};

/** As other programs write it: they do not keep the checksum. */
export function withoutChecksum(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  const at = Buffer.from(copy.buffer).indexOf('fourgate_crc32');
  if (at >= 0) copy.set(Buffer.from('some_other_key'), at);
  return copy;
}
