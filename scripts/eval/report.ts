import { extremes } from '../../src/client/extremes.ts';
import { count, duration, loss, percent, plural } from '../../src/client/format.ts';
import type { EvaluatedEvent, ScoredPicture } from '../../src/worker/protocol.ts';
import { accuracyLines, line } from '../start/report.ts';
import type { Evaluation } from './drive.ts';

/** Captions shown from either end. */
const EXTREMES = 5;

/** Scores in two groups that are never compared: on the reference words, and on the model's own. */
export function scoreLines(evaluated: EvaluatedEvent): string[] {
  const { split, decoding, seconds, teacherForcedLoss, freeRunning, accuracy } = evaluated;
  const {
    bleu,
    rougeL,
    cider,
    captions,
    distinctWords,
    vocabularyShare = 0,
    identicalShare,
    novelShare = 1,
  } = freeRunning;
  const row = (name: string, value: string) => `  ${name.padEnd(26)}${value}`;
  const { method = 'greedy', ...others } = decoding;
  const how = Object.entries(others).map(([name, value]) => `${name} ${value}`);
  return [
    line(
      'captions',
      `${plural(captions, `${split} picture`)}, ${[method, ...how].join(', ')}, in ${duration(seconds)}`,
    ),
    '',
    'Teacher-forced (the model reads the reference words):',
    row('loss', loss(teacherForcedLoss)),
    '',
    'Free-running (the model reads its own words):',
    ...bleu.map((value, n) => row(`BLEU-${n + 1}`, value.toFixed(4))),
    row('ROUGE-L', rougeL.toFixed(4)),
    row('CIDEr', cider.toFixed(4)),
    row('words used', `${count(distinctWords)}, ${percent(vocabularyShare)} of those that captions may use`),
    row('occur for several', percent(identicalShare)),
    row('not in the training set', percent(novelShare)),
    ...(accuracy ? ['', ...accuracyLines(accuracy)] : []),
  ];
}

/** How often the beam's caption is at least as likely as the greedy one: pruning can lose the greedy path. */
export function againstGreedy({ evaluated, greedy }: Evaluation): {
  readonly atLeast: number;
  readonly pictures: number;
} {
  const before = new Map(greedy?.pictures.map(({ image, logProb }) => [image, logProb]));
  const compared = evaluated.pictures.filter(({ image }) => before.has(image));
  // The two were summed in different orders.
  const atLeast = compared.filter(({ image, logProb }) => logProb >= (before.get(image) ?? 0) - 1e-4).length;
  return { atLeast, pictures: compared.length };
}

export function againstGreedyLines(evaluation: Evaluation): string[] {
  if (!evaluation.greedy) return [];
  const { atLeast, pictures } = againstGreedy(evaluation);
  const share = `${percent(atLeast / Math.max(1, pictures))}: ${count(atLeast)} of ${plural(pictures, 'picture')}`;
  return [
    '',
    'Against greedy:',
    `  ${'at least as likely'.padEnd(26)}${share}`,
    `  ${'CIDEr of greedy'.padEnd(26)}${evaluation.greedy.freeRunning.cider.toFixed(4)}`,
  ];
}

export function extremeLines(pictures: readonly ScoredPicture[]): string[] {
  const { best, worst } = extremes(pictures, EXTREMES);
  const show = (title: string, some: readonly ScoredPicture[]) => [
    '',
    title,
    ...some.flatMap(({ image, cider, caption, references }) => [
      `  ${String(image).padStart(6)}  ${cider.toFixed(2)}  ${caption || '(no word)'}`,
      `                = ${references[0] ?? ''}`,
    ]),
  ];
  if (best.length === 0) return [];
  return [...show('Best by CIDEr, each above one of its references:', best), ...show('Worst:', worst)];
}
