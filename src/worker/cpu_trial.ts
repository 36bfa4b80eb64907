import { CaptioningRNN } from '../model/captioning_rnn.ts';
import { openBackend } from '../open_backend.ts';
import type { Settings } from '../options/run_options.ts';
import type { TrainingData } from '../sources/training_data.ts';
import { CaptioningTrainer } from '../train/trainer.ts';
import type { Event } from './protocol.ts';
import { modelOptions, trainerOptions } from './run_settings.ts';

/** Captions a second of the same training on the CPU. */
export type CpuPace = (source: TrainingData, settings: Settings) => Promise<number>;

/** Milliseconds for the steps on the CPU after the first, which compiles. */
const BUDGET = 500;
/** Most steps that are timed. */
const MOST = 8;

/**
 * Trains another model of these sizes for a few steps and takes the fastest: the first ones wait for the compiler.
 * @param now milliseconds
 */
export async function cpuPace(
  source: TrainingData,
  settings: Settings,
  now = () => performance.now(),
): Promise<number> {
  const backend = await openBackend('cpu');
  try {
    const model = new CaptioningRNN(backend, modelOptions(settings, source));
    const options = { ...trainerOptions(settings, source.data), maxSteps: 1 + MOST };
    const trainer = new CaptioningTrainer(model, source.data, options);
    const abort = new AbortController();
    let fastest = 0;
    let begin = 0;
    let last = Number.NaN;
    await trainer.train({
      signal: abort.signal,
      // One step at a time, so that the time between two reports is that of one.
      beforeStep: () => Promise.resolve(),
      onStep: ({ captions }) => {
        const at = now();
        if (Number.isNaN(last)) begin = at;
        else fastest = Math.max(fastest, (1000 * captions) / Math.max(1e-3, at - last));
        last = at;
        if (fastest > 0 && at - begin > BUDGET) abort.abort();
      },
    });
    return fastest;
  } finally {
    backend.destroy();
  }
}

/** Operations of a step that the CPU does in some tenths of a second. More are not tried, and are faster on any adapter. */
const LARGEST = 4e8;
/** How many times faster the CPU has to be. */
const CLEARLY = 1.3;

/** What a run on a software adapter knows of itself. */
export interface CpuTrial {
  readonly source: TrainingData;
  readonly settings: Settings;
  /** Operations of one step. */
  readonly flops: number;
  /** Captions a second so far. */
  readonly captionsPerSecond: number;
  readonly post: (event: Event) => void;
}

/** Compares the pace of a run on a software adapter with that of the CPU, and reports a CPU that is clearly faster. */
export async function compareWithCpu(trial: CpuTrial, measure: CpuPace = cpuPace): Promise<void> {
  const { source, settings, flops, captionsPerSecond, post } = trial;
  if (flops > LARGEST) return;
  const onCpu = await measure(source, settings);
  if (onCpu >= CLEARLY * captionsPerSecond) post({ type: 'slower', captionsPerSecond, onCpu });
}
