import { describe, expect, it } from 'vitest';
import { checkCaption, leftOut } from '../../../src/data/scenes/check_caption.ts';
import {
  BACKGROUND_WORDS,
  describeScene,
  POSITION_WORDS,
  RELATION_WORDS,
  SIZE_WORDS,
  WORDS,
} from '../../../src/data/scenes/grammar.ts';
import { isAt, relationOf, type Scene } from '../../../src/data/scenes/scene.ts';
import { COLOURS, POSITIONS, SHAPES } from '../../../src/data/scenes/words.ts';
import { Random } from '../../../src/random.ts';
import { sampleScenes } from './samples.ts';

const scenes = sampleScenes(1000);
const random = new Random(3);
const captions = scenes.map((scene) => describeScene(scene, random));
const right = { main: true, absent: [], sentence: true };

/** What can take another's place in a caption, table by table. */
const tables = [
  COLOURS,
  SHAPES,
  ...[SIZE_WORDS, POSITION_WORDS, RELATION_WORDS, BACKGROUND_WORDS].map((table) => Object.values(table).flat()),
] as const;

/** All captions that differ from this one in one phrase, which another of its table has replaced. */
function mutations(caption: string): string[] {
  return tables.flatMap((table) => {
    const phrase = new RegExp(`(?<=^| )(${table.join('|')})(?= |$)`, 'g');
    return [...caption.matchAll(phrase)].flatMap(({ 0: found, index }) =>
      table
        .filter((other) => other !== found)
        .map((other) => `${caption.slice(0, index)}${other}${caption.slice(index + found.length)}`)
        .map((changed) => changed.replaceAll(/\ban? (?=\w+)/g, 'a ').replaceAll('a orange', 'an orange')),
    );
  });
}

describe('a caption of its own scene', () => {
  it('is a sentence, names the main object and says nothing false', () => {
    scenes.forEach((scene, index) => {
      for (const caption of captions[index] ?? []) expect(checkCaption(caption, scene), caption).toEqual(right);
    });
  });

  it('with another phrase is false if no caption of the scene has it', () => {
    let [still, no] = [0, 0];
    for (const scene of scenes.slice(0, 40)) {
      const all = new Set(Array.from({ length: 300 }, () => describeScene(scene, random)).flat());
      const looks = [scene.main, ...scene.companions].map(({ colour, shape }) => `${colour} ${shape}`);
      for (const changed of [...all].flatMap(mutations)) {
        const { main, absent, sentence } = checkCaption(changed, scene);
        const [first = ''] = /\w+ (?:circle|square|triangle|star|diamond|cross|ring|heart)/.exec(changed) ?? [];
        expect([changed, sentence, main]).toEqual([changed, true, first === looks[0]]);
        // Captions begin with the main object; what one says of another that is there may be true.
        if (!main && looks.includes(first)) continue;
        expect([changed, absent.length === 0]).toEqual([changed, all.has(changed)]);
        if (all.has(changed)) still++;
        else no++;
      }
    }
    expect(still).toBeGreaterThan(500);
    expect(no).toBeGreaterThan(10000);
  });

  it('is seldom right about another scene', () => {
    const others = scenes.map((scene, index) => checkCaption(captions[(index + 1) % 1000]?.[0] ?? '', scene));
    const share = others.filter(({ main }) => main).length / 1000;
    expect(share).toBeLessThan(3 / (COLOURS.length * SHAPES.length));
    expect(others.filter(({ absent }) => absent.length === 0).length / 1000).toBeLessThan(0.02);
    expect(others.every(({ sentence }) => sentence)).toBe(true);
  });
});

const look = { paint: [216, 50, 52], tilt: 0 } as const;
const main = { ...look, shape: 'square', colour: 'red', x: 20, y: 32, radius: 10 } as const;
const star = { ...look, shape: 'star', colour: 'blue', x: 50, y: 33, radius: 5, relation: 'left' } as const;
const alike = { ...star, x: 21, y: 54, relation: 'above' } as const;
const scene: Scene = { background: 'white', main, size: 'small', position: 'left', companions: [star] };
const alone: Scene = { ...scene, companions: [] };
const twins: Scene = { ...scene, companions: [star, alike] };

describe('false phrases', () => {
  it.each<[caption: string, Scene, absent: readonly [phrase: string, word: number][]]>([
    ['a red square left of a blue star', scene, []],
    ['a RED  square', scene, []],
    [
      'a red square left of a green star on black',
      scene,
      [
        ['green star', 6],
        ['on black', 8],
      ],
    ],
    ['a red square above a blue star', scene, [['above a blue star', 3]]],
    [
      'on the right is a big red square',
      scene,
      [
        ['on the right', 0],
        ['big red square', 5],
      ],
    ],
    ['only a small red square', scene, [['only', 0]]],
    ['just one red square on white', scene, [['just one', 0]]],
    ['a red square alone on white', alone, []],
    ['a red square alone on white', scene, [['alone', 3]]],
    ['a small red square with two smaller shapes', scene, [['with two smaller shapes', 4]]],
    ['a small red square with two smaller shapes', twins, []],
    // Each object of the scene is named once.
    ['a red square with a blue star and a blue star', twins, []],
    ['a red square with a blue star and a blue star', scene, [['blue star', 9]]],
    ['a red square beside a red square', scene, [['red square', 5]]],
    // Of two alike, the one that lies where the caption says.
    ['a red square above a blue star', twins, []],
    ['a red square right of a blue star', twins, [['right of a blue star', 3]]],
    // What is said of an object that is not there is not said twice to be wrong.
    ['a small green square on the right', scene, [['small green square', 1]]],
    ['a green square right of a red square', scene, [['green square', 1]]],
    // A companion is an object too, and smaller than the main one.
    ['a small blue star on the right', scene, []],
    [
      'a big blue star on the left',
      scene,
      [
        ['big blue star', 1],
        ['on the left', 4],
      ],
    ],
    ['a blue star right of a red square', scene, []],
    ['a black square', scene, [['black square', 1]]],
    ['a square beside a star', scene, []],
    ['a circle', scene, [['circle', 1]]],
    ['', scene, []],
  ])('of “%s”', (caption, drawn, absent) => {
    expect(checkCaption(caption, drawn).absent).toEqual(absent.map(([phrase, word]) => ({ phrase, word })));
  });
});

describe('a sentence', () => {
  it.each([
    // Not in the grammar, but of its phrases.
    'a red square left of a blue star on white',
    'a square in the middle',
    'there is a red square on white',
    'a red square and a blue star',
  ])('is “%s”', (caption) => expect(checkCaption(caption, scene).sentence).toBe(true));

  it.each([
    '',
    'a a a',
    'on white',
    'a red square on',
    'a red square left of',
    'a red square left of on white',
    'a red square a blue star',
    'a red square on white on white',
    'left of a blue star',
    'only a red square alone',
    'red and a square',
    'a <UNK> red square',
    'a red squares',
  ])('is not “%s”', (caption) => expect(checkCaption(caption, scene).sentence).toBe(false));
});

describe('the main object', () => {
  it.each([
    ['a red square on white', true],
    ['on black there is a small red square', true],
    ['A RED  square', true],
    ['red square', true],
    ['a square left of a red square', false],
    ['a red and a square', false],
    ['red red', false],
    ['a square beside a red circle', false],
    ['a black square', false],
    ['red squares', false],
    ['a green triangle right of a red square', false],
    ['a blue star right of a red square', false],
    ['', false],
  ])('of “%s”: %s', (caption, expected) => expect(checkCaption(caption, scene).main).toBe(expected));
});

it('in captions of any words, each false phrase is at its reported place, and no two share a word', () => {
  let found = 0;
  for (let trial = 0; trial < 20000; trial++) {
    const words = Array.from({ length: random.below(16) }, () => WORDS[random.below(WORDS.length)] ?? '');
    const { absent } = checkCaption(words.join(' '), scenes[trial % scenes.length] ?? scene);
    let end = 0;
    for (const { phrase, word } of absent) {
      expect(word).toBeGreaterThanOrEqual(end);
      end = word + phrase.split(' ').length;
      expect(words.slice(word, end).join(' ').toLowerCase()).toBe(phrase);
      found++;
    }
  }
  expect(found).toBeGreaterThan(10000);
});

it('place and relations are those of the drawn scene', () => {
  for (const { main, position, companions } of scenes) {
    expect(POSITIONS.filter((one) => isAt(main, one))).toEqual([position]);
    for (const companion of companions) expect(relationOf(main, companion)).toBe(companion.relation);
  }
});

describe('what a caption leaves out', () => {
  const object = { paint: [0, 0, 0], x: 32, y: 32, radius: 14, tilt: 0 } as const;
  const ring = { ...object, shape: 'ring', colour: 'red' } as const;
  const square = { ...object, shape: 'square', colour: 'blue', x: 8, radius: 5 } as const;
  const scene = { background: 'white', main: ring, companions: [square, { ...square, x: 50 }] } as const;

  it.each([
    ['a red ring', ['the blue square', 'another blue square']],
    ['a red ring and a blue square', ['another blue square']],
    ['a square', ['the red ring', 'another blue square']],
    ['a green heart', ['the red ring', 'the blue square', 'another blue square']],
    ['a red ring beside a blue square and a blue square', []],
    ['a red ring with two smaller shapes', []],
    ['a red ring alone', ['the blue square', 'another blue square']],
  ] as const)('%s', (caption, expected) => {
    expect(leftOut(caption, scene)).toEqual(expected);
  });
});
