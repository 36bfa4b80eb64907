import { argmax } from '../../src/ops/argmax.ts';
import type { Backend, Buffer } from '../../src/ops/backend.ts';
import { beamStep } from '../../src/ops/beam_step.ts';
import { drawWord } from '../../src/ops/draw_word.ts';
import { topWords } from '../../src/ops/top_words.ts';
import { atMost } from '../gpu/check.ts';

/** Scores of no use, in ways that differ from row to row. */
const strange: readonly ((i: number) => number)[] = [
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => Number.NEGATIVE_INFINITY,
  (i) => (i % 2 === 0 ? Number.NaN : i),
  (i) => [Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 1][i % 4] ?? 0,
  (i) => (i === 64 ? Number.NaN : -i),
];
const [M, B] = [strange.length, 3];

/** Holds that words and rows which are chosen from scores that are not finite are words and rows: later calls follow them. */
export async function choicesStayInRange(backend: Backend): Promise<void> {
  for (const V of [1, 5, 131]) await choicesOf(backend, V);
}

async function choicesOf(backend: Backend, V: number): Promise<void> {
  const floats = (label: string, length: number, value: (i: number) => number): Buffer => {
    const buffer = backend.create(label, length);
    backend.write(
      buffer,
      Float32Array.from({ length }, (_, i) => value(i)),
    );
    return buffer;
  };
  const outputs = new Map<string, readonly [buffer: Buffer, end: number]>();
  const integers = (label: string, length: number, end: number): Buffer => {
    const buffer = backend.create(label, length, 'uint');
    backend.write(buffer, new Uint32Array(length).fill(0xdeadbeef));
    outputs.set(label, [buffer, end]);
    return buffer;
  };
  const x = floats('x', M * V, (i) => strange[Math.floor(i / V)]?.(i % V) ?? 0);
  const total = floats('total', M, (m) => strange[m]?.(m) ?? 0);
  const log_probs = () => backend.create('log_probs', M * B);
  const recorder = backend.record('choices');
  recorder.call(argmax, { M, V }, { x, index: integers('argmax', M, V), magnitude: floats('magnitude', M, () => 0) });
  const likeliest = { words: integers('top_words', M * B, V), log_probs: log_probs() };
  recorder.call(topWords, { M, V, K: B }, { x, total, ...likeliest });
  for (const [top_k, top_p] of [
    [0, 1],
    [2, 0.5],
  ] as const) {
    const words = integers(`draw_word ${top_k}`, M, V);
    const sizes = { M, V, seed: 5, step: 1, row: 2, top_k, temperature: 0.5, top_p };
    recorder.call(drawWord, sizes, { x, total, words, log_probs: log_probs() });
  }
  const beam = {
    candidates: likeliest.words,
    candidate_log_probs: floats('candidates', M * B, (i) => strange[i % M]?.(i) ?? 0),
    hypotheses: floats('hypotheses', M * 2, (i) => (i % 2 === 1 ? 0 : (strange[i % M]?.(i) ?? 0))),
    words: integers('beam_step words', M, V),
    parents: integers('beam_step parents', M, M),
    log_probs: log_probs(),
    next: backend.create('next', M * 2),
  };
  recorder.call(beamStep, { R: M, B, V, end_word: V - 1, scale: 0.5, scale_before: 1 }, beam);
  const results = await recorder.finish().run(
    {},
    [...outputs.values()].map(([buffer]) => buffer),
  );
  for (const [i, [label, [, end]]] of [...outputs].entries()) {
    for (const value of results[i] ?? []) atMost(value, end - 1, `${label} of ${V} words`);
  }
}
