import { isForbidden } from '../ops/top_words.ts';
import type { DecodeSettings } from '../options/decoding_options.ts';
import type { DecodedCaption, ScoredWord } from './decoded_caption.ts';
import type { Transcript } from './program.ts';
import type { Recording } from './recording.ts';

/** One word of a caption, as a transcript has it. */
interface Step extends ScoredWord {
  readonly alternatives: readonly ScoredWord[];
}

/** The captions of n pictures, each list best first. */
export function captionsOf(
  transcript: Transcript,
  recording: Recording,
  n: number,
  { lengthNormalization, nBest }: DecodeSettings,
  endWord: number,
): DecodedCaption[][] {
  const { beamWidth } = recording;
  return Array.from({ length: n }, (_, image) => {
    const rows = Array.from({ length: beamWidth }, (_, b) => image * beamWidth + b);
    return rows
      .filter((row) => !isForbidden(transcript.hypotheses?.[2 * row] ?? 0))
      .map((row) => captionOf(stepsOf(transcript, recording, row), endWord, lengthNormalization))
      .sort((a, b) => b.score - a.score)
      .slice(0, nBest);
  });
}

/** Everything that was said on the way to a row of the last column, the first word first. */
function stepsOf({ stride, parents, ...transcript }: Transcript, recording: Recording, last: number): Step[] {
  const steps: Step[] = [];
  let row = last;
  for (let column = recording.columns - 1; column > 0; column--) {
    const at = column * stride + row;
    const parent = parents ? (parents[at] ?? 0) : row;
    steps.push({
      word: transcript.words[at] ?? 0,
      logProb: transcript.logProbs?.[at] ?? Number.NaN,
      alternatives: alternativesOf(transcript.alternatives, recording, column - 1, parent),
    });
    row = parent;
  }
  return steps.reverse();
}

function alternativesOf(
  found: Transcript['alternatives'],
  { images, beamWidth, alternatives: K }: Recording,
  t: number,
  row: number,
): ScoredWord[] {
  const first = (t * images * beamWidth + row) * K;
  const all = Array.from({ length: K }, (_, k) => ({
    word: found?.words[first + k] ?? 0,
    logProb: found?.logProbs[first + k] ?? Number.NaN,
  }));
  // A vocabulary may have fewer words than were asked for.
  return all.filter(({ logProb }) => !isForbidden(logProb));
}

/** A caption goes up to the first end, or up to where no word was allowed. */
function captionOf(all: readonly Step[], endWord: number, alpha: number): DecodedCaption {
  const stop = all.findIndex(({ word, logProb }) => word === endWord || isForbidden(logProb));
  const ended = stop >= 0 && !isForbidden(all[stop]?.logProb ?? 0);
  const steps = stop < 0 ? all : all.slice(0, ended ? stop + 1 : stop);
  const logProb = steps.reduce((sum, step) => sum + step.logProb, 0);
  return {
    words: (ended ? steps.slice(0, -1) : steps).map(({ word }) => word),
    ended,
    logProb,
    score: logProb / Math.max(1, steps.length) ** alpha,
    wordLogProbs: steps.map((step) => step.logProb),
    alternatives: steps.map(({ alternatives }) => alternatives),
  };
}
