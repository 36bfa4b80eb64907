import type { Strip } from '../../src/explain/strips.ts';
import type { ExplainedEvent, SurveyedEvent } from '../../src/worker/protocol.ts';

/** Hidden units, unless there are to be more. */
const UNITS = 48;
const SIDE = 16;

export interface FakeNetwork {
  readonly cellType?: 'lstm' | 'rnn';
  readonly H?: number;
}

type Explained = Pick<ExplainedEvent, 'split' | 'image' | 'words' | 'step'>;

/** Waves for the strips. */
export function fakeStates(
  { split, image, words, step }: Explained,
  { cellType = 'lstm', H = UNITS }: FakeNetwork = {},
): ExplainedEvent {
  const table = (value: (t: number, unit: number) => number) =>
    Float32Array.from({ length: words.length * H }, (_, at) => value(Math.floor(at / H), at % H));
  const wave = (t: number, unit: number) => Math.sin(unit / 5 + t);
  const gate = (shift: number) => table((t, unit) => 0.5 + 0.5 * wave(t + shift, unit));
  const strips: Strip[] = [
    { name: 'i', values: gate(0) },
    { name: 'f', values: gate(1) },
    { name: 'o', values: gate(2) },
    { name: 'g', values: table(wave) },
    { name: 'c', values: table((t, unit) => 3 * wave(t, unit)) },
    { name: 'h', values: table((t, unit) => wave(t, unit) * 0.8) },
  ];
  return {
    ...{ type: 'explained', split, image, step, words, cellType },
    strips: cellType === 'lstm' ? strips : strips.slice(-1),
    order: Uint32Array.from({ length: H }, (_, unit) => H - 1 - unit),
  };
}

/** Every word owes its probability to a place further right, the last to none. */
export function fakeExplanation(explained: Explained, network?: FakeNetwork): ExplainedEvent {
  const { words } = explained;
  const maps = Float32Array.from({ length: words.length * SIDE * SIDE }, (_, at) => {
    const [t, x, y] = [Math.floor(at / SIDE ** 2), at % SIDE, Math.floor(at / SIDE) % SIDE];
    const centre = (t + 0.5) * (SIDE / words.length);
    return t === words.length - 1 ? 0 : 4 * Math.exp(-((x - centre) ** 2 + (y - 4) ** 2) / 8);
  });
  return { ...fakeStates(explained, network), relevance: { how: 'covering', fit: 'contain', side: SIDE, maps } };
}

const SURVEYED = ['a', 'red', 'green', 'ring', '<END>', 'seldom'] as const;

/** Unit 7 knows "red", unit 9 "green"; all others say nothing of words. */
export function fakeSurvey(): SurveyedEvent {
  const means = (factor: number) =>
    Float32Array.from({ length: SURVEYED.length * UNITS }, (_, at) => {
      const [word, unit] = [SURVEYED[Math.floor(at / UNITS)], at % UNITS];
      return factor * (unit === 7 && word === 'red' ? 0.8 : unit === 9 && word === 'green' ? -0.6 : 0.05);
    });
  const counts = Uint32Array.of(64, 14, 20, 64, 64, 2);
  const tally = (factor: number) => ({ words: SURVEYED, counts, h: means(factor), c: means(3 * factor) });
  return {
    ...{ type: 'surveyed', split: 'test', captions: 64, positions: 228, H: UNITS },
    said: tally(1),
    read: tally(0.5),
  };
}
