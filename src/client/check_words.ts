import type { CaptionedPicture } from '../sources/data_source.ts';
import type { SceneAccuracy } from '../worker/protocol.ts';
import { percent } from './format.ts';

type CaptionCheck = NonNullable<CaptionedPicture['check']>;

/** A mark beside a caption, and what it stands for. */
export interface Mark {
  readonly sign: '✓' | '✗' | '≠' | '?';
  readonly words: string;
}

/** The marks of a caption: the first for its main object, the others only where something else is wrong. */
export function marksOf({ main, absent, sentence }: CaptionCheck): readonly Mark[] {
  const phrases = absent.map(({ phrase }) => `“${phrase}”`).join(', ');
  return [
    main ? { sign: '✓', words: 'main object right' } : { sign: '✗', words: 'main object wrong' },
    ...(absent.length > 0
      ? [{ sign: '≠', words: `${main ? 'but says' : 'says'} something that is not there: ${phrases}` } as const]
      : []),
    ...(sentence ? [] : [{ sign: '?', words: 'not a grammatical caption' } as const]),
  ];
}

/** Shares of the captions that are counted: with a correct main object, with something that is not there, without grammar. */
export function sharesOf({
  pictures,
  correct,
  untrue,
  broken,
}: SceneAccuracy): Record<'main' | 'absent' | 'broken', string> {
  const share = (captions: number) => percent(captions / Math.max(1, pictures));
  return { main: share(correct), absent: share(untrue), broken: share(broken) };
}
