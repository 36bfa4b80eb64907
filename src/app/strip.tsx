import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Strip } from '../explain/strips.ts';
import type { ExplainedEvent } from '../worker/protocol.ts';
import { fullValue, paintStrip, rgbOf } from './strip_paint.ts';
import { rangeInWords, stepOf, stripInWords, stripNames, unitInWords } from './strip_words.ts';

interface Props {
  readonly strip: Strip;
  readonly explained: ExplainedEvent;
  /** The selected word. */
  readonly word: number;
  /** The unit that is followed. */
  readonly unit: number | undefined;
  readonly onPoint: (word: number) => void;
  readonly onFollow: (unit: number | undefined) => void;
}

/**
 * One kind of the network's internal numbers, with a row per word and a column per unit. Pointing at a row selects its word, and
 * a click on a column follows its unit; so do the arrow keys.
 */
export function StripFigure({ strip, explained, word, unit, onPoint, onFollow }: Props) {
  const { words, order } = explained;
  const H = order.length;
  const canvas = useRef<HTMLCanvasElement>(null);
  const { value: isDark } = dark;
  useLayoutEffect(() => {
    const { current: shown } = canvas;
    const context = shown?.getContext('2d');
    if (!shown || !context) return;
    const style = getComputedStyle(shown);
    const colour = (name: string) => rgbOf(style.getPropertyValue(name));
    const colours = { zero: colour('--strip-zero'), plus: colour('--strip-plus'), minus: colour('--strip-minus') };
    context.putImageData(new ImageData(paintStrip(strip, order, colours), H, words.length), 0, 0);
  }, [strip, order, isDark]);
  const inWords = stripInWords(strip, word, H);
  const place = unit === undefined ? -1 : order.indexOf(unit);
  const take = (event: PointerEvent) => {
    const { top, height, left, width } = (event.currentTarget as Element).getBoundingClientRect();
    onPoint(within((event.clientY - top) / height, words.length));
    if (event.type === 'pointerdown') onFollow(order[within((event.clientX - left) / width, H)]);
  };
  const walk = (event: KeyboardEvent) => {
    const step = stepOf(event.key, { word, place, words: words.length, H });
    if (!step) return;
    event.preventDefault();
    if (step.word !== word) onPoint(step.word);
    if (step.place !== place) onFollow(order[step.place]);
  };
  return (
    <figure class="strip" style={{ '--rows': words.length, '--at': word, '--place': place, '--units': H }}>
      <figcaption>
        <strong>{strip.name}</strong> {stripNames[strip.name]}{' '}
        <span class="muted">{rangeInWords(strip, fullValue(strip))}</span>
      </figcaption>
      <ul class="labels" aria-hidden="true">
        {words.map((one, t) => (
          <li key={t} class={t === word ? 'now' : undefined}>
            {one}
          </li>
        ))}
      </ul>
      <div
        class={place < 0 ? 'rows' : 'rows following'}
        role="slider"
        tabIndex={0}
        aria-label={`Unit, in the ${stripNames[strip.name]}`}
        aria-valuemin={0}
        aria-valuemax={H - 1}
        aria-valuenow={Math.max(0, place)}
        aria-valuetext={`${unitInWords(strip, word, H, unit)} at “${words[word]}”; ${inWords}, of ${H} units`}
        onPointerMove={take}
        onPointerDown={take}
        onKeyDown={walk}
      >
        <canvas ref={canvas} class={H > 200 ? undefined : 'crisp'} width={H} height={words.length} />
      </div>
      <p class="muted" aria-hidden="true">
        {inWords.replaceAll('above', '>').replaceAll('below', '<')}
      </p>
    </figure>
  );
}

/** A share of a side as one of so many equal parts of it. */
const within = (share: number, parts: number) => Math.min(parts - 1, Math.max(0, Math.floor(share * parts)));

const query = matchMedia('(prefers-color-scheme: dark)');

/** Whether the page is dark: canvases are repainted when it changes, since style sheets do not affect them. */
const dark = signal(query.matches);

query.addEventListener('change', ({ matches }) => {
  dark.value = matches;
});
