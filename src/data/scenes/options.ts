import { requireCallback } from '../../arguments.ts';
import { integer, oneOf, positiveInteger, rejectUnknownOptions } from '../../option_checks.ts';

export interface ScenesOptions {
  /** Decides every picture and caption. Default 231. */
  readonly seed?: number;
  /** Pictures of the three splits. Defaults 4000, 500, 500. */
  readonly train?: number;
  readonly val?: number;
  readonly test?: number;
  /**
   * What a captioner receives for a picture: `'descriptor'` (default), 512 numbers computed from it, or `'pixels'`, 32 × 32 of
   * them for an encoder.
   */
  readonly features?: SceneFeatures;
  /** Called occasionally while pictures and captions are composed, to show progress. */
  readonly onProgress?: (what: string, done: number, total: number) => void;
}

export type SceneSplit = 'train' | 'val' | 'test';

export const SCENE_FEATURES = ['descriptor', 'pixels'] as const;
export type SceneFeatures = (typeof SCENE_FEATURES)[number];

/** Pictures of the three splits where nothing else is said. */
export const SCENE_COUNTS = { train: 4000, val: 500, test: 500 } as const;

/** The options of `createScenes` with defaults filled in. @throws OptionError for an unknown name or a bad number */
export function checkedOptions(options: ScenesOptions): {
  readonly seed: number;
  readonly counts: Readonly<Record<SceneSplit, number>>;
  readonly features: SceneFeatures;
} {
  rejectUnknownOptions('createScenes', options, ['seed', 'train', 'val', 'test', 'features', 'onProgress']);
  requireCallback('createScenes: option onProgress', options.onProgress);
  const { seed = 231 } = options;
  const { train = SCENE_COUNTS.train, val = SCENE_COUNTS.val, test = SCENE_COUNTS.test } = options;
  const count = (name: string, value: number) => positiveInteger(`createScenes: option ${name}`, value);
  return {
    features: oneOf('createScenes: option features', options.features ?? 'descriptor', SCENE_FEATURES),
    seed: integer('createScenes: option seed', seed),
    counts: { train: count('train', train), val: count('val', val), test: count('test', test) },
  };
}
