import { count, loss } from '../client/format.ts';
import type { CheckpointSummary } from '../runs/run_record.ts';
import type { RunsEvent } from '../worker/protocol.ts';

/** "LSTM, H = 128, W = 64, 58 words" */
export function modelInWords({ cellType, hiddenDim, wordvecDim, vocabularySize }: CheckpointSummary): string {
  return `${cellType.toUpperCase()}, H = ${hiddenDim}, W = ${wordvecDim}, ${count(vocabularySize)} words`;
}

/** "RNN, step 300", or "RNN, weights only" */
export function modelAtHand({ cellType, training }: CheckpointSummary): string {
  return `${cellType.toUpperCase()}, ${training ? `step ${count(training.step)}` : 'weights only'}`;
}

/** "step 120 of 939, loss 5.21, on Scenes"; nothing for weights alone. */
export function progressInWords({ training }: CheckpointSummary): string | undefined {
  if (!training) return undefined;
  const { step, totalSteps, source } = training;
  const data = source.kind === 'scenes' ? 'Scenes' : source.name || 'files';
  return `step ${count(step)} of ${count(totalSteps)}, loss ${loss(training.loss)}, on ${data}`;
}

/** "just now", "5 minutes ago", "yesterday": how long ago a moment was. */
export function ago(milliseconds: number, now = Date.now()): string {
  const seconds = Math.max(0, now - milliseconds) / 1000;
  if (seconds < 45) return 'just now';
  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  if (seconds < 45 * 60) return relative.format(-Math.round(seconds / 60), 'minute');
  if (seconds < 22 * 3600) return relative.format(-Math.round(seconds / 3600), 'hour');
  return relative.format(-Math.round(seconds / 86400), 'day');
}

/** Whether all its steps are completed. */
export function isDone({ training }: CheckpointSummary): boolean {
  return training !== undefined && training.step >= training.totalSteps;
}

/** Where runs are kept, after "kept". */
export function placeInWords(place: RunsEvent['place']): string {
  return place === 'folder' ? 'in the folder of checkpoints' : 'in this browser';
}
