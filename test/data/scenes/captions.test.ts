import { describe, expect, it } from 'vitest';
import { CAPTION_LENGTH, describeScene, WORDS } from '../../../src/data/scenes/grammar.ts';
import { parseMainObject, sceneAccuracy } from '../../../src/data/scenes/parse.ts';
import { COLOURS, SHAPES } from '../../../src/data/scenes/words.ts';
import { Random } from '../../../src/random.ts';
import { sampleScenes } from './samples.ts';

const scenes = sampleScenes(1000);
const random = new Random(3);
const captions = scenes.map((scene) => describeScene(scene, random));

describe('captions', () => {
  it('are five a scene, all worded differently, of 4 to 15 words', () => {
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

  it('tell only the truth about size, place and background', () => {
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

  it('tell only the truth about companions', () => {
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

describe('parser', () => {
  it('finds colour and shape of the main object in every reference caption', () => {
    for (let which = 0; which < 5; which++) {
      const chosen = captions.map((ofScene) => ofScene[which] ?? '');
      expect(sceneAccuracy(chosen, scenes)).toEqual({ correct: 1000, total: 1000 });
    }
  });

  it('finds no more than chance when captions are given to the wrong scenes', () => {
    const chosen = captions.map((_, index) => captions[(index + 1) % captions.length]?.[0] ?? '');
    const { correct } = sceneAccuracy(chosen, scenes);
    expect(correct / 1000).toBeLessThan(3 / (COLOURS.length * SHAPES.length));
  });

  it.each([
    ['a red circle on white', 'red', 'circle'],
    ['on black there is a small blue ring', 'blue', 'ring'],
    ['A RED  circle', 'red', 'circle'],
    ['a circle left of a red square', undefined, 'circle'],
    ['a red and a circle', undefined, 'circle'],
    ['red red', undefined, undefined],
    ['a square beside a red circle', undefined, 'square'],
    ['a black circle', undefined, 'circle'],
    ['red circles', undefined, undefined],
    ['a green triangle right of a red circle', 'green', 'triangle'],
    ['', undefined, undefined],
  ])('reads "%s" as %s, %s', (caption, colour, shape) => {
    const found = parseMainObject(caption);
    expect([found.colour, found.shape]).toEqual([colour, shape]);
  });

  it('counts a missing caption and a half right one as wrong', () => {
    const [scene] = scenes;
    if (!scene) throw new Error('no scene');
    const { colour, shape } = scene.main;
    const other = COLOURS.find((it) => it !== colour);
    expect(sceneAccuracy([`a ${colour} ${shape}`], [scene]).correct).toBe(1);
    expect(sceneAccuracy([`a ${other} ${shape}`], [scene]).correct).toBe(0);
    expect(sceneAccuracy([`a ${other} ${shape} beside a ${colour} ${shape}`], [scene]).correct).toBe(0);
    expect(sceneAccuracy([], [scene])).toEqual({ correct: 0, total: 1 });
  });
});
