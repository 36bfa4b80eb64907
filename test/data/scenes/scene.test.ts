import { describe, expect, it } from 'vitest';
import { drawScene } from '../../../src/data/scenes/raster.ts';
import { type Scene, type SceneObject, sceneKey } from '../../../src/data/scenes/scene.ts';
import { FIGURES } from '../../../src/data/scenes/shapes.ts';
import { BACKGROUNDS, COLOURS, POSITIONS, RELATIONS, SHAPES, SIZES } from '../../../src/data/scenes/words.ts';
import { sampleScenes } from './samples.ts';

const scenes = sampleScenes(1500);

/** Pixels in which a picture with the object differs from one without. */
function visiblePixels(scene: Scene, object: SceneObject): number {
  const away: SceneObject = { ...object, x: -1000, y: -1000 };
  const swap = <O extends SceneObject>(it: O): O => ((it as SceneObject) === object ? { ...it, ...away } : it);
  const without = { ...scene, main: swap(scene.main), companions: scene.companions.map(swap) };
  const [a, b] = [drawScene(scene).data, drawScene(without).data];
  let count = 0;
  for (let at = 0; at < a.length; at += 4)
    if (a[at] !== b[at] || a[at + 1] !== b[at + 1] || a[at + 2] !== b[at + 2]) count++;
  return count;
}

describe('scene generator', () => {
  it('gives the same scenes for the same seed and others for another', () => {
    expect(sampleScenes(20, 5)).toEqual(sampleScenes(20, 5));
    expect(sampleScenes(20, 5)).not.toEqual(sampleScenes(20, 6));
  });

  it.each([
    ['size', SIZES, (scene: Scene) => [scene.size]],
    ['position', POSITIONS, (scene: Scene) => [scene.position]],
    ['background', BACKGROUNDS, (scene: Scene) => [scene.background]],
    ['relation', RELATIONS, (scene: Scene) => scene.companions.map(({ relation }) => relation)],
    [
      'colour and shape',
      COLOURS.flatMap((c) => SHAPES.map((s) => `${c} ${s}`)),
      ({ main }: Scene) => [`${main.colour} ${main.shape}`],
    ],
    ['colour of companions', COLOURS, (scene: Scene) => scene.companions.map(({ colour }) => colour)],
    ['shape of companions', SHAPES, (scene: Scene) => scene.companions.map(({ shape }) => shape)],
    ['number of companions', ['0', '1', '2'], (scene: Scene) => [String(scene.companions.length)]],
  ] as const)('covers every %s, none much more than another', (_, choices: readonly string[], of) => {
    const found = scenes.flatMap((scene): readonly string[] => of(scene));
    for (const choice of choices) {
      const share = found.filter((it) => it === choice).length / found.length;
      expect(share * choices.length, choice).toBeGreaterThan(0.25);
      expect(share * choices.length, choice).toBeLessThan(3);
    }
  });

  it('shows every object whole, and the main one by far the largest', () => {
    for (const scene of scenes.slice(0, 150)) {
      const main = visiblePixels(scene, scene.main);
      for (const companion of scene.companions) {
        const count = visiblePixels(scene, companion);
        expect(count).toBeGreaterThan(25);
        expect(main / count).toBeGreaterThan(1.4);
      }
      for (const { shape, x, y, radius } of [scene.main, ...scene.companions]) {
        const reach = FIGURES[shape].reach * radius;
        expect(Math.min(x, y, 64 - x, 64 - y)).toBeGreaterThan(reach);
      }
    }
  });

  it('never lets objects touch, nor gives a companion the look of the main object', () => {
    for (const { main, companions } of scenes) {
      const objects = [main, ...companions];
      objects.forEach((a, i) => {
        for (const b of objects.slice(i + 1)) {
          const room =
            Math.hypot(a.x - b.x, a.y - b.y) - FIGURES[a.shape].reach * a.radius - FIGURES[b.shape].reach * b.radius;
          expect(room).toBeGreaterThan(1.9);
        }
      });
      expect(companions.some(({ shape, colour }) => shape === main.shape && colour === main.colour)).toBe(false);
    }
  });

  it('names relations and places as they are drawn', () => {
    for (const { main, position, companions } of scenes) {
      for (const { relation, x, y } of companions) {
        const holds = { left: main.x < x, right: main.x > x, above: main.y < y, below: main.y > y };
        expect(holds[relation]).toBe(true);
      }
      const dx = main.x - 32;
      const dy = main.y - 32;
      const there = {
        middle: Math.abs(dx) < 4 && Math.abs(dy) < 4,
        left: dx < -4,
        right: dx > 4,
        top: dy < -4,
        bottom: dy > 4,
      };
      expect(there[position]).toBe(true);
    }
  });

  it('keys scenes by what captions can say about them', () => {
    const [scene] = scenes.filter(({ companions }) => companions.length === 2);
    if (!scene) throw new Error('no scene with two companions');
    expect(sceneKey({ ...scene, companions: [...scene.companions].reverse() })).toBe(sceneKey(scene));
    expect(sceneKey({ ...scene, main: { ...scene.main, x: 1 } })).toBe(sceneKey(scene));
    const background = scene.background === 'grey' ? 'black' : 'grey';
    expect(sceneKey({ ...scene, background })).not.toBe(sceneKey(scene));
  });
});

describe('figures', () => {
  it.each(SHAPES)('%s contains its core and is within its reach', (shape) => {
    const { core, reach, contains } = FIGURES[shape];
    for (let x = -1.5; x <= 1.5; x += 0.02) {
      for (let y = -1.5; y <= 1.5; y += 0.02) {
        const distance = Math.hypot(x, y);
        if (distance < core) expect(contains(x, y)).toBe(true);
        if (distance > reach) expect(contains(x, y)).toBe(false);
      }
    }
  });
});
