import type { CaptionDataset, Split } from '../data/dataset.ts';
import { spreadImages } from '../data/references.ts';
import type { CaptionStates } from '../model/caption_states.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import { type Tensor, tensor } from '../tensor.ts';
import type { WordMeans } from './unit_words.ts';

/** Pictures of a survey, at most: as many captions as take one submit. */
const PICTURES = 64;

/**
 * How the units behave at the words of the model's own captions of some pictures, spread over a split.
 * @throws ShapeError when the model does not fit the data
 */
export async function surveyCaptions(
  model: CaptioningRNN,
  { vocabulary, captionLength, featureLength }: CaptionDataset,
  split: Split,
): Promise<UnitSurvey> {
  const images = spreadImages(split, PICTURES);
  const features = tensor([images.length, featureLength], split.features.readRows(images));
  const decoded = await model.decode(features, { maxLength: captionLength });
  const { wordToIdx, idxToWord } = vocabulary;
  const { nullWord } = model.configuration;
  const marked = (mark: '<START>' | '<END>') => wordToIdx[mark] ?? nullWord;
  const said = decoded.map(([best]) => [...(best?.words ?? []), ...(best?.ended ? [marked('<END>')] : [])]);
  const columns = 1 + Math.max(1, ...said.map(({ length }) => length));
  const rows = new Int32Array(images.length * columns).fill(nullWord);
  for (const [n, words] of said.entries()) rows.set([marked('<START>'), ...words], n * columns);
  const captions = tensor([images.length, columns], rows);
  return surveyUnits({ captions, states: await model.states(features, captions), idxToWord, nullWord });
}

/** How the units behave at words, over many captions. */
export interface UnitSurvey {
  readonly captions: number;
  /** Words of those captions: each `<END>` is one of them. */
  readonly positions: number;
  readonly H: number;
  /** By the word that the network is about to say, and by the word that it has just read. */
  readonly said: WordMeans;
  readonly read: WordMeans;
}

interface SurveyedCaptions {
  /** (N, T + 1) `<START>`, the words, `<END>`, and `<NULL>` to the end of the row. */
  readonly captions: Tensor;
  readonly states: Pick<CaptionStates, 'hidden' | 'cell'>;
  readonly idxToWord: readonly string[];
  readonly nullWord: number;
}

/** Means of the units' values at each word, over all steps whose target is a word. */
export function surveyUnits({ captions, states, idxToWord, nullWord }: SurveyedCaptions): UnitSurvey {
  const [N = 0, columns = 0] = captions.shape;
  const [, , H = 0] = states.hidden.shape;
  const steps: Step[] = [];
  for (let n = 0; n < N; n++) {
    for (let t = 0; t + 1 < columns; t++) {
      const [read = nullWord, said = nullWord] = captions.data.subarray(n * columns + t, n * columns + t + 2);
      if (said !== nullWord) steps.push({ read, said, row: n * (columns - 1) + t });
    }
  }
  const means = (by: 'said' | 'read'): WordMeans => {
    const words = [...new Set(steps.map((step) => step[by]))];
    const places = new Map(words.map((word, place) => [word, place]));
    const rows = steps.map((step) => ({ place: places.get(step[by]) ?? 0, row: step.row }));
    const counts = new Uint32Array(words.length);
    for (const { place } of rows) counts[place] = (counts[place] ?? 0) + 1;
    const meansOf = ({ data }: Pick<Tensor, 'data'>) => meanRows(data, rows, counts, H);
    return {
      words: words.map((word) => idxToWord[word] ?? ''),
      counts,
      h: meansOf(states.hidden),
      ...(states.cell && { c: meansOf(states.cell) }),
    };
  };
  return { captions: N, positions: steps.length, H, said: means('said'), read: means('read') };
}

/** A step of the network: it has read one word and is about to say the next. */
interface Step {
  readonly read: number;
  readonly said: number;
  /** Of the table of states. */
  readonly row: number;
}

/** (words, H) from (rows, H): for each word the mean of its rows. */
function meanRows(
  data: ArrayLike<number>,
  rows: readonly { readonly place: number; readonly row: number }[],
  counts: Uint32Array,
  H: number,
): Float32Array {
  const sums = new Float64Array(counts.length * H);
  for (const { place, row } of rows) {
    for (let unit = 0; unit < H; unit++) {
      sums[place * H + unit] = (sums[place * H + unit] ?? 0) + (data[row * H + unit] ?? 0);
    }
  }
  return Float32Array.from(sums, (sum, at) => sum / (counts[Math.floor(at / H)] ?? 1));
}
