import type { FreeRunningScores } from '../../src/evaluate/evaluate_captions.ts';
import type { DecodeOptions } from '../../src/options/decoding_options.ts';
import type { CheckpointSummary } from '../../src/runs/run_record.ts';
import type { CaptionedPicture, DataSource, FilesSource } from '../../src/sources/data_source.ts';
import type {
  DescribedCaption,
  DescribedEvent,
  EvaluatedEvent,
  SceneAccuracy,
  ValidatedEvent,
} from '../../src/worker/protocol.ts';
import { type FakeNetwork, fakeStates } from './fake_explanation.ts';

const sayings = ['a red circle on white', 'a small blue star at the top', 'there is a green ring on the left'];
const colours = ['red', 'orange', 'pink', 'brown', 'purple'];

const side = 64;
const pixelsOf = (image: number) => ({
  width: side,
  height: side,
  data: new Uint8ClampedArray(4 * side * side).map((_, i) => (i % 4 === 3 ? 255 : (i * image) % 251)),
});

/** A picture with what is said of it at a step; its pixels come before the first. */
export function fakePicture(image: number, step: number): CaptionedPicture {
  const reference = sayings[image % sayings.length] ?? '';
  const right = step > 60 || image % 3 === 0;
  const caption = step === 0 ? '' : right ? reference : 'a a a';
  const others = image === 5 ? ['one', 'two', 'three'] : [];
  const references = [reference, `the picture shows ${reference}`, ...others];
  const base = { split: 'test', image, caption, references };
  if (step === 0) return { ...base, pixels: pixelsOf(image) };
  // Something in every fourth picture is not there, and what is said of few pictures is no sentence.
  const absent = right && image % 4 === 0 ? [lastPhrase(caption)] : [];
  return { ...base, check: { main: right, absent, sentence: right } };
}

function lastPhrase(caption: string) {
  const words = caption.split(' ');
  const word = words.lastIndexOf('on') >= 0 ? words.lastIndexOf('on') : words.lastIndexOf('at');
  return { phrase: words.slice(word).join(' '), word };
}

/** Scores that grow with the epoch. */
export function fakeScores(epoch: number, pictures = 200): FreeRunningScores {
  const grown = 1 - 0.6 ** epoch;
  return {
    bleu: [0.7 * grown, 0.5 * grown, 0.35 * grown, 0.25 * grown],
    rougeL: 0.5 * grown,
    cider: 0.9 * grown,
    ...{ captions: pictures, distinctCaptions: 40 * epoch, distinctWords: 41 },
    ...{ vocabularyShare: 0.44, identicalShare: 0.3 / epoch, novelShare: 0.12 },
  };
}

/** Of 200 captions; what is not there becomes less with the epoch. */
export function fakeAccuracy(split: string, epoch: number): SceneAccuracy {
  return { split, pictures: 200, correct: 200 - 40 / epoch, untrue: 120 / epoch, broken: 1 };
}

export function fakeValidation(step: number, epoch: number): ValidatedEvent {
  const scores = fakeScores(epoch);
  const worse = epoch === 3;
  return {
    ...{ type: 'validated', step, epoch, split: 'val', teacherForcedLoss: 6 + 20 * 0.5 ** epoch, best: !worse },
    freeRunning: worse ? { ...scores, cider: 0.4 } : scores,
    accuracy: fakeAccuracy('val', epoch),
    ...(epoch === 1 ? { warning: 'All 200 captions are the same: “a a a”.' } : {}),
  };
}

const looked = {
  check: { main: true, absent: [], sentence: true },
  leftOut: ['the blue square', 'another blue square'],
};

/** As many captions as the beam is wide; a sampled one depends on its seed. */
export function fakeDescription(
  split: string,
  image: number,
  decoding: DecodeOptions,
  { statesOf, step = 0, network = {} }: { statesOf?: number | undefined; step?: number; network?: FakeNetwork } = {},
): DescribedEvent {
  const count = decoding.method === 'beam' ? (decoding.nBest ?? 1) : 1;
  const captions = Array.from({ length: count }, (_, rank) => describedCaption(image + (decoding.seed ?? 0), rank));
  if (image === 3 && captions[0]) captions[0] = { ...captions[0], ...looked };
  const words = statesOf === undefined ? undefined : captions[statesOf]?.words.map(({ word }) => word);
  return {
    type: 'described',
    ...{ split, image, step, captions },
    ...(words && {
      states: { caption: statesOf ?? 0, explained: fakeStates({ split, image, words, step }, network) },
    }),
  };
}

function describedCaption(image: number, rank: number): DescribedCaption {
  const said = (sayings[(image + rank) % sayings.length] ?? '').split(' ');
  const words = [...said, '<END>'].map((word, i) => {
    const logProb = -0.02 - ((i * 7 + rank * 3) % 5) * 0.35;
    const others = colours.slice(0, 4).map((colour, j) => ({ word: colour, logProb: logProb - 0.9 - j * 0.6 }));
    return { word, logProb, alternatives: [{ word, logProb }, ...others] };
  });
  const logProb = words.reduce((sum, word) => sum + word.logProb, 0);
  return { caption: said.join(' '), ended: rank !== 2, logProb, score: logProb / words.length ** 0.7, words };
}

export function fakeEvaluation(split: string, images: number, decoding: DecodeOptions): EvaluatedEvent {
  const pictures = Array.from({ length: images }, (_, i) => {
    return { ...fakePicture(i, 100), split, cider: (i * 37) % 11, logProb: -3 - (i % 5) };
  });
  return {
    type: 'evaluated',
    ...{ split, decoding, seconds: 3, teacherForcedLoss: 6.5, freeRunning: fakeScores(3, images), pictures },
    accuracy: fakeAccuracy(split, 3),
  };
}

export function fakeCheckpoint(source: Exclude<DataSource, { kind: 'files' }> | FilesSource) {
  return {
    ...{ name: 'fourgate-step-120.safetensors', bytes: 1_400_000, cellType: 'lstm', hiddenDim: 128, wordvecDim: 64 },
    vocabularySize: 58,
    training: {
      ...{ step: 120, totalSteps: 200, epoch: 1, loss: 5.21, options: { numEpochs: 3 }, source },
      savedAt: Date.now() - 5 * 60_000,
      best: { epoch: 1, cider: 0.912 },
    },
  } satisfies CheckpointSummary;
}
