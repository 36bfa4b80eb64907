import { marksOf } from '../client/check_words.ts';
import { loss, percent } from '../client/format.ts';
import type { DescribedCaption } from '../worker/protocol.ts';
import type { DescriptionState } from './description_state.ts';
import { Term } from './term.tsx';

const probability = (logProb: number) => percent(Math.exp(logProb));

interface DescribedProps {
  readonly description: DescriptionState;
  /** What pointing at a word does; undefined once it is known. */
  readonly hint: string | undefined;
}

/** The n best captions of a picture; for the selected word, its alternatives. */
export function Described({ description, hint }: DescribedProps) {
  const { value: captions } = description.captions;
  const { value: at } = description.at;
  return (
    <>
      <ol class="nbest" id="nbest">
        {captions.map((caption, i) => (
          <li key={caption.caption + String(i)}>
            <Words
              caption={caption}
              at={i === at.caption ? at.word : undefined}
              onPoint={(word) => description.point({ caption: i, word })}
            />
            <p class="muted score">
              {i === 0 ? <Term is="log p" /> : 'log p'} {loss3(caption.logProb)}
              {caption.score !== caption.logProb && ` · score ${loss3(caption.score)}`}
              {!caption.ended && ' · cut off at the maximum length'}
              {caption.check && marksOf(caption.check).map(({ sign, words }) => ` · ${sign} ${words}`)}
              {caption.leftOut && caption.leftOut.length > 0 && ` · does not mention: ${caption.leftOut.join(', ')}`}
            </p>
          </li>
        ))}
      </ol>
      {hint && (
        <p class="muted" id="point-hint">
          {hint}
        </p>
      )}
      <p class="muted" id="bars">
        The fuller the bar under a word, the more probable the word.
        {captions.some(({ ended }) => ended) && (
          <>
            {' '}
            <Term is="<END>" /> ends a caption.
          </>
        )}
      </p>
      <Alternatives caption={captions[at.caption]} word={at.word} chosen={at.chosen} />
    </>
  );
}

const loss3 = (value: number) => (value < 0 ? `−${loss(-value)}` : loss(value));

/** Whether the mouse itself moved: browsers also report words that scroll by under a mouse at rest. */
const moved = (event: MouseEvent) => event.movementX !== 0 || event.movementY !== 0;

interface WordsProps {
  readonly caption: DescribedCaption;
  readonly at: number | undefined;
  readonly onPoint: (word: number) => void;
}

/** Words, each over a bar as long as its probability. One tab stop; the arrow keys move between words. */
function Words({ caption, at, onPoint }: WordsProps) {
  const walk = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = step === 0 ? undefined : (event.currentTarget as Element).children[(at ?? 0) + step];
    if (!(next instanceof HTMLElement)) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <div class="words" role="toolbar" aria-label={caption.caption} tabIndex={-1} onKeyDown={walk}>
      {caption.words.map(({ word, logProb }, j) => (
        <button
          key={j}
          type="button"
          class={word.startsWith('<') ? 'word special' : 'word'}
          style={{ '--p': Math.exp(logProb) }}
          tabIndex={j === (at ?? 0) ? 0 : -1}
          aria-pressed={j === at}
          aria-label={`${word}, ${probability(logProb)}`}
          onFocus={() => onPoint(j)}
          onMouseMove={(event) => moved(event) && onPoint(j)}
          onClick={() => onPoint(j)}
        >
          {word}
        </button>
      ))}
    </div>
  );
}

interface AlternativesProps {
  readonly caption: DescribedCaption | undefined;
  readonly word: number;
  /** Whether the user points at the word, or it is only an example. */
  readonly chosen: boolean;
}

function Alternatives({ caption, word, chosen }: AlternativesProps) {
  const said = caption?.words[word];
  if (!caption || !said) return null;
  const before = caption.words.slice(Math.max(0, word - 3), word).map((one) => one.word);
  const others = said.alternatives.filter((other) => other.word !== said.word);
  const context = `${word > 3 ? '… ' : ''}${before.join(' ')}`;
  return (
    <div class="alternatives" id="alternatives">
      <div class="muted heads">
        <p>
          {!chosen && 'Least certain word, '}
          {context === '' ? 'at the beginning' : `after “${context}”`}:
        </p>
        <p>probability and its logarithm</p>
      </div>
      <dl>
        {[said, ...others].map((one, i) => (
          <div key={one.word} class={i === 0 ? 'spoken' : undefined} style={{ '--p': Math.exp(one.logProb) }}>
            <dt>{one.word}</dt>
            <dd>
              {probability(one.logProb)} <span class="muted">log p {loss3(one.logProb)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
