import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random.ts';
import { Minibatches } from '../../src/train/minibatches.ts';
import { smallDataset } from '../support/dataset.ts';

const { train } = smallDataset({ captions: 23, images: 7 }).splits;
if (!train) throw new Error('no captions');
const split = train;

/** Captions of an epoch in the order in which they are dealt. */
function epochOf(minibatches: Minibatches): number[] {
  const dealt: number[] = [];
  for (let batch = 0; batch < minibatches.perEpoch; batch++) {
    minibatches.next();
    dealt.push(...minibatches.state(true).chosen);
  }
  return dealt;
}

/** How often two captions that follow each other are of different images. */
const changes = (captions: readonly number[]) =>
  captions.slice(1).filter((caption, before) => split.imageIdxs[caption] !== split.imageIdxs[captions[before] ?? 0])
    .length;

const sorted = (captions: readonly number[]) => [...captions].sort((a, b) => a - b);
const all = Array.from({ length: 23 }, (_, caption) => caption);

describe('minibatches by picture', () => {
  it('visit every caption once per epoch, those of a picture together, in a new order each time', () => {
    const minibatches = new Minibatches(split, 4, 'pictures', new Random(3));
    const [first, second] = [epochOf(minibatches), epochOf(minibatches)];
    expect(minibatches.perEpoch).toBe(6);
    for (const epoch of [first, second]) {
      expect(sorted(epoch)).toEqual(all);
      expect(changes(epoch)).toBe(new Set(split.imageIdxs).size - 1);
    }
    expect(first).not.toEqual(second);
    const shuffled = epochOf(new Minibatches(split, 4, 'shuffled', new Random(3)));
    expect(sorted(shuffled)).toEqual(all);
    expect(changes(shuffled)).toBeGreaterThan(10);
  });

  it('continue from a saved state', () => {
    const minibatches = new Minibatches(split, 4, 'pictures', new Random(3));
    minibatches.next();
    const state = minibatches.state(false);
    const expected = epochOf(minibatches);
    const again = new Minibatches(split, 4, 'pictures', new Random(9));
    again.restore(state);
    expect(epochOf(again)).toEqual(expected);
  });
});
