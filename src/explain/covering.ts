import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { Picture } from '../picture.ts';
import type { FeatureMaker } from '../prepare/feature_maker.ts';
import { tensor } from '../tensor.ts';
import type { ExplainedPicture, GoesOn, Relevance } from './relevance.ts';

/** Places along a side at which a patch is laid on the picture. */
const PLACES = 16;
/** Places that are computed before somebody may go on with something else. */
const PIECE = 32;
/** Side of the patch, in sides of the picture. */
const PATCH = 0.2;

/**
 * How much less likely each word of a caption becomes when a patch occludes the picture, position by position (Zeiler and Fergus
 * 2014). It needs no gradient: a descriptor that counts pixels by colour has none that is not 0.
 * @param goesOn asked before each piece of the work; without it the work is one piece
 * @returns undefined where that was answered with false
 */
export async function coveringRelevance(
  model: CaptioningRNN,
  maker: FeatureMaker,
  { pixels, feature, caption }: ExplainedPicture,
  goesOn?: GoesOn,
): Promise<Relevance | undefined> {
  const fitted = maker.fit(pixels);
  const places = PLACES * PLACES;
  const [, columns = 0] = caption.shape;
  const T = columns - 1;
  const whole = await model.wordLogProbs(feature, caption);
  const maps = new Float32Array(T * places);
  const piece = goesOn ? PIECE : places;
  const captions = new Int32Array(piece * columns);
  for (let n = 0; n < piece; n++) captions.set(caption.data, n * columns);
  for (let start = 0; start < places; start += piece) {
    if (goesOn && !(await goesOn())) return undefined;
    const covered = Array.from({ length: piece }, (_, n) => cover(fitted, start + n));
    const features = tensor([piece, maker.length], await maker.features(covered));
    const found = await model.wordLogProbs(features, tensor([piece, columns], captions));
    for (let n = 0; n < piece; n++) {
      for (let t = 0; t < T; t++) maps[t * places + start + n] = (whole.data[t] ?? 0) - (found.data[n * T + t] ?? 0);
    }
  }
  return { how: 'covering', fit: 'contain', side: PLACES, maps };
}

/** The picture with a patch around place (row · PLACES + column), in the colour of its border. */
function cover({ width, height, data }: Picture, place: number): Picture {
  const colour = borderColour({ width, height, data });
  const covered = new Uint8ClampedArray(data);
  const [rows, columns] = [span(Math.floor(place / PLACES), height), span(place % PLACES, width)];
  for (let y = rows.first; y < rows.end; y++) {
    for (let x = columns.first; x < columns.end; x++) covered.set(colour, 4 * (y * width + x));
  }
  return { width, height, data: covered };
}

function span(place: number, length: number): { first: number; end: number } {
  const centre = ((place + 0.5) * length) / PLACES;
  const half = (PATCH * length) / 2;
  return { first: Math.max(0, Math.round(centre - half)), end: Math.min(length, Math.round(centre + half)) };
}

/** The colour that the picture's outermost pixels have most often, of colours that share their upper four bits. */
function borderColour({ width, height, data }: Picture): number[] {
  const kinds = new Map<number, { count: number; sum: [number, number, number] }>();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (x > 0 && y > 0 && x < width - 1 && y < height - 1) continue;
      const at = 4 * (y * width + x);
      const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
      const kind = ((red >> 4) << 8) | ((green >> 4) << 4) | (blue >> 4);
      const { count, sum } = kinds.get(kind) ?? { count: 0, sum: [0, 0, 0] };
      kinds.set(kind, { count: count + 1, sum: [sum[0] + red, sum[1] + green, sum[2] + blue] });
    }
  }
  const most = [...kinds.values()].reduce((a, b) => (b.count > a.count ? b : a));
  return [...most.sum.map((total) => Math.round(total / most.count)), 255];
}
