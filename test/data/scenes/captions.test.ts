import { describe, expect, it } from 'vitest';
import { CAPTION_LENGTH, describeScene, WORDS } from '../../../src/data/scenes/grammar.ts';
import { Random } from '../../../src/random.ts';
import { sampleScenes } from './samples.ts';

const scenes = sampleScenes(1000);
const random = new Random(3);
const captions = scenes.map((scene) => describeScene(scene, random));

describe('captions', () => {
  it('are five per scene, all worded differently, of 4 to 15 words', () => {
    for (const ofScene of captions) {
      expect(new Set(ofScene).size).toBe(5);
      for (const caption of ofScene) {
        const count = caption.split(' ').length;
        expect(count).toBeGreaterThanOrEqual(4);
        expect(count).toBeLessThanOrEqual(CAPTION_LENGTH - 2);
      }
    }
  });

  it('use every word of the vocabulary and no other', () => {
    const used = new Set(captions.flat().flatMap((caption) => caption.split(' ')));
    expect([...used].sort()).toEqual(WORDS.slice(4));
    expect(WORDS.slice(0, 4)).toEqual(['<NULL>', '<START>', '<END>', '<UNK>']);
    expect(new Set(WORDS).size).toBe(WORDS.length);
  });

  it('name an orange thing with the right article', () => {
    const all = captions.flat().join('\n');
    expect(all).toMatch(/\ban orange\b/);
    expect(all).not.toMatch(/\ba orange\b|\ban (?!orange)/);
  });

  it('are true about size, place and background', () => {
    const said = { stripes: 'striped', dots: 'dotted', large: 'big', little: 'small', center: 'middle' } as Record<
      string,
      string
    >;
    scenes.forEach((scene, index) => {
      for (const caption of captions[index] ?? []) {
        const fact = (pattern: RegExp) => {
          const word = pattern.exec(caption)?.[1];
          return word && (said[word] ?? word);
        };
        expect([undefined, scene.background]).toContain(fact(/on (white|grey|black|stripes|dots)/));
        expect([undefined, scene.size]).toContain(fact(/a (big|large|small|little)/));
        expect([undefined, scene.position]).toContain(fact(/(?:on|in|at) the (middle|center|left|right|top|bottom)/));
      }
    });
  });

  it('are true about companions', () => {
    const same = { over: 'above', under: 'below' } as Record<string, string>;
    scenes.forEach((scene, index) => {
      const there = scene.companions.map(({ relation, colour, shape }) => ({ relation, look: `${colour} ${shape}` }));
      for (const caption of captions[index] ?? []) {
        const related = /(left|right|above|over|below|under)(?: of)? an? (\w+ \w+)/.exec(caption);
        if (related) {
          const [, word = '', look] = related;
          expect(there).toContainEqual({ relation: same[word] ?? word, look });
        }
        for (const [, look] of caption.matchAll(/(?:with|and|beside) an? (\w+ \w+)/g)) {
          expect(there.map((companion) => companion.look)).toContain(look);
        }
      }
    });
  });
});
