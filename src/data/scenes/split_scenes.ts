import { Random } from '../../random.ts';
import { describeScene } from './grammar.ts';
import type { SceneSplit } from './options.ts';
import { randomScene, type Scene, sceneKey } from './scene.ts';

/** A scene and its captions. */
export interface DescribedScene {
  readonly scene: Scene;
  readonly references: readonly string[];
}

/** Which of eight equal shares of all scenes belong to each split. */
const SHARES: Readonly<Record<SceneSplit, readonly number[]>> = { train: [0, 1, 2, 3, 4, 5], val: [6], test: [7] };
const STREAMS: Readonly<Record<SceneSplit, number>> = { train: 1, val: 2, test: 3 };

/**
 * `count` scenes of a split with their captions. The contents of a scene decide its split: no combination of objects,
 * colours, places and background occurs in two splits, and a split does not depend on the size of another.
 */
export function* splitScenes(split: SceneSplit, count: number, seed: number): Generator<DescribedScene> {
  const random = new Random(seed, STREAMS[split]);
  for (let made = 0; made < count; ) {
    const scene = randomScene(random);
    if (!SHARES[split].includes(hash(sceneKey(scene)) % 8)) continue;
    made++;
    yield { scene, references: describeScene(scene, random) };
  }
}

/** FNV-1a, 32 bits, folded: its low bits alone are poorly mixed. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  return (state ^ (state >>> 15)) >>> 0;
}
