import { DataError } from '../errors.ts';

export const SPLIT_NAMES = ['train', 'val', 'test'] as const;
export type SplitName = (typeof SPLIT_NAMES)[number];

/** One entry of a captions file. */
export interface Mention {
  /** File, and line or entry, for messages. */
  readonly where: string;
  /** The picture's name in the file, or its path with slashes. */
  readonly picture: string;
  readonly captions: readonly string[];
  /** The picture's split in the file. */
  readonly split?: SplitName;
}

/** The contents of a captions file. */
export interface CaptionsFile {
  /** The common name of its format. */
  readonly format: string;
  readonly mentions: readonly Mention[];
}

/** Other names of the splits; `restval` are pictures of COCO's validation set that Karpathy trains on. */
const OTHER_NAMES: Readonly<Record<string, SplitName>> = {
  training: 'train',
  restval: 'train',
  valid: 'val',
  validation: 'val',
  dev: 'val',
  testing: 'test',
};

/** @throws DataError when no split has this name */
export function splitNamed(where: string, name: string): SplitName {
  const small = name.trim().toLowerCase();
  const found = SPLIT_NAMES.find((split) => split === small);
  if (found !== undefined) return found;
  if (Object.hasOwn(OTHER_NAMES, small)) return OTHER_NAMES[small] as SplitName;
  const known = [...SPLIT_NAMES, ...Object.keys(OTHER_NAMES)].join(', ');
  throw new DataError({ where, expected: `a split: ${known}`, found: JSON.stringify(name) });
}
