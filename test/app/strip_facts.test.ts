import { describe, expect, it } from 'vitest';
import { factsOf } from '../../src/app/strip_facts.ts';
import type { Strip } from '../../src/explain/strips.ts';
import type { ExplainedEvent } from '../../src/worker/protocol.ts';

/** What was recorded of two units, a row per word. */
function recorded(words: readonly string[], strips: Readonly<Record<string, readonly number[]>>): ExplainedEvent {
  return {
    ...{ type: 'explained', split: 'test', image: 0, step: 0, words, cellType: strips.f ? 'lstm' : 'rnn' },
    strips: Object.entries(strips).map(([name, values]) => ({
      name: name as Strip['name'],
      values: Float32Array.from(values),
    })),
    order: Uint32Array.of(1, 0),
  };
}
const said = (event: ExplainedEvent) => factsOf(event).map(({ unit, words }) => [unit, words]);

describe('what to look for in strips', () => {
  it('is where the forget gates keep most and least, after the first word, and the unit that changes sign most', () => {
    const event = recorded(['a', 'red', 'ring', '<END>'], {
      f: [1, 1, 0.5, 0.7, 0.9, 0.8, 0.1, 0.3],
      h: [0.2, -0.9, 0.9, -0.8, 0.1, 0.7, 0.9, 0.8],
    });
    expect(said(event)).toEqual([
      [undefined, 'f keeps most at “ring” (mean 0.85), least at “<END>” (0.20).'],
      [1, 'changes sign at “ring”: h from −0.80 to +0.70.'],
    ]);
  });

  it('is how far the hidden state moves in an RNN, and tells words apart that are said twice', () => {
    const event = recorded(['a', 'ring', 'a'], { h: [0.5, 0.5, 0.6, 0.7, -0.4, 0.7] });
    expect(said(event)).toEqual([
      [undefined, 'h changes most at the second “a” (mean 0.50), least at “ring” (0.15).'],
      [0, 'changes sign at the second “a”: h from +0.60 to −0.40.'],
    ]);
  });

  it('is nothing where nothing stands out', () => {
    const even = { f: [0.5, 0.5, 0.5, 0.5, 0.52, 0.5], h: [0.05, 0.9, -0.05, 0.8, 0.05, 0.9] };
    expect(factsOf(recorded(['a', 'ring', '<END>'], even))).toEqual([]);
    expect(factsOf(recorded(['a'], { f: [0.5, 0.5], h: [0.5, 0.5] }))).toEqual([]);
  });
});
