import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Strip } from '../explain/strips.ts';
import type { ExplainedEvent } from '../worker/protocol.ts';
import { rangeInWords, stripInWords, stripNames } from './inside_words.ts';
import { fullValue, paintStrip, rgbOf } from './strip_paint.ts';

interface Props {
  readonly strip: Strip;
  readonly explained: ExplainedEvent;
  /** The selected word. */
  readonly word: number;
  readonly onPoint: (word: number) => void;
}

/** One kind of the network's internal numbers, with a row per word and a column per unit. Pointing at a row selects its word. */
export function StripFigure({ strip, explained, word, onPoint }: Props) {
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
  const wordAt = (event: PointerEvent) => {
    const { top, height } = (event.currentTarget as Element).getBoundingClientRect();
    return Math.min(words.length - 1, Math.max(0, Math.floor(((event.clientY - top) / height) * words.length)));
  };
  return (
    <figure class="strip" style={{ '--rows': words.length, '--at': word }}>
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
        class="rows"
        onPointerMove={(event) => onPoint(wordAt(event))}
        onPointerDown={(event) => onPoint(wordAt(event))}
      >
        <canvas
          ref={canvas}
          class={H > 200 ? undefined : 'crisp'}
          width={H}
          height={words.length}
          role="img"
          aria-label={`${stripNames[strip.name]} at “${words[word]}”: ${inWords}, of ${H} units`}
        />
      </div>
      <p class="muted" aria-hidden="true">
        {inWords.replaceAll('above', '>').replaceAll('below', '<')}
      </p>
    </figure>
  );
}

const query = matchMedia('(prefers-color-scheme: dark)');

/** Whether the page is dark: canvases are repainted when it changes, since style sheets do not affect them. */
const dark = signal(query.matches);

query.addEventListener('change', ({ matches }) => {
  dark.value = matches;
});
