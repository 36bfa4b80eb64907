import { marksOf } from '../client/check_words.ts';
import type { CaptionedPicture } from '../sources/data_source.ts';
import { Term } from './term.tsx';

type Checked = Pick<CaptionedPicture, 'caption' | 'check'>;

/** What a caption says of its picture, in signs that have words for those who point at them or hear them. */
export function Marks({ check }: Pick<Checked, 'check'>) {
  if (!check) return null;
  return (
    <div class="marks">
      {marksOf(check).map(({ sign, words }) => (
        <span key={sign} class={sign === '✓' ? 'mark' : 'mark bad'} role="img" aria-label={words} title={words}>
          {sign}
        </span>
      ))}
    </div>
  );
}

/** A caption, with those of its phrases underlined that are not so in the picture. */
export function MarkedCaption({ caption, check }: Checked) {
  const words = caption.split(' ');
  let from = 0;
  const parts = (check?.absent ?? []).map(({ phrase, word }) => {
    const before = words.slice(from, word).join(' ');
    from = word + phrase.split(' ').length;
    return (
      <>
        {before} <span class="absent">{words.slice(word, from).join(' ')}</span>{' '}
      </>
    );
  });
  return (
    <>
      {parts}
      {words.slice(from).join(' ')}
    </>
  );
}

/** The signs in words, and how many of the pictures have each. */
export function MarkLegend({ pictures }: { readonly pictures: readonly CaptionedPicture[] }) {
  const checks = pictures.flatMap(({ check }) => check ?? []);
  if (checks.length === 0) return null;
  const those = (counted: (check: (typeof checks)[number]) => boolean) =>
    `${checks.filter(counted).length} of ${checks.length}`;
  return (
    <p class="muted legend marked" id="marks">
      <span>
        <b>✓</b> {those(({ main }) => main)}: main object, the largest, right in colour and shape; the rest may be wrong
      </span>
      <span>
        <b>✗</b> {those(({ main }) => !main)}: main object wrong
      </span>
      <span>
        <b>≠</b> {those(({ absent }) => absent.length > 0)}: says something that is not there,{' '}
        <span class="absent">
          <Term is="underlined" />
        </span>
      </span>
      <span>
        <b>?</b> {those(({ sentence }) => !sentence)}: not a grammatical caption
        {checks.some(({ sentence }) => !sentence) && '; words that form no phrase are not judged'}
      </span>
    </p>
  );
}
