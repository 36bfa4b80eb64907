import { useComputed, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Strip } from '../explain/strips.ts';
import type { ExplainedEvent } from '../worker/protocol.ts';
import { lights, lit, stripId } from './lit.ts';
import { Lens, usePainted } from './strip_canvas.tsx';
import { fullValue } from './strip_paint.ts';
import { rangeInWords, stepOf, stripInWords, stripNames, stripPhrases, unitInWords } from './strip_words.ts';

interface Props {
  readonly strip: Strip;
  readonly explained: ExplainedEvent;
  /** The selected word. */
  readonly word: number;
  /** The unit that is followed. */
  readonly unit: number | undefined;
  readonly onPoint: (word: number) => void;
  readonly onFollow: (unit: number | undefined) => void;
  /** Follows a unit, and shows all its numbers. */
  readonly onShow: (unit: number) => void;
}

/**
 * One kind of the network's internal numbers, with a row per word and a column per unit. Pointing at a row selects its word, and
 * a click on a column follows its unit; so do the arrow keys, and a finger that is drawn along a strip and lifted. Columns too
 * narrow to point at are seen through a lens.
 */
export function StripFigure(props: Props) {
  const { strip, explained, word, unit, onPoint, onFollow } = props;
  const { words, order } = explained;
  const H = order.length;
  const canvas = useRef<HTMLCanvasElement>(null);
  const painted = usePainted(canvas, strip, order);
  const focused = useSignal(false);
  const isLit = useComputed(() => lit.value === strip.name).value;
  const inWords = stripInWords(strip, word, H);
  const place = unit === undefined ? -1 : order.indexOf(unit);
  const { pointed, byTouch, ...pointing } = usePointing(props);
  const near = pointed.value ?? (focused.value && place >= 0 ? place : undefined);
  const isNarrow = (canvas.current?.clientWidth ?? 0) < NARROW * H;
  const walk = (event: KeyboardEvent) => {
    const step = stepOf(event.key, { word, place, words: words.length, H });
    if (!step) return;
    event.preventDefault();
    // The lens goes with the key, wherever the pointer rests.
    pointed.value = undefined;
    byTouch.value = false;
    if (step.word !== word) onPoint(step.word);
    if (step.place !== place) onFollow(order[step.place]);
  };
  return (
    <figure
      class={isLit ? 'strip lit' : 'strip'}
      style={{ '--rows': words.length, '--at': word, '--place': place, '--units': H }}
      {...lights(strip.name)}
    >
      <figcaption>
        <strong>{strip.name}</strong> {stripNames[strip.name]}{' '}
        <span class="muted">{rangeInWords(strip, fullValue(strip))}</span>
      </figcaption>
      <p class="muted phrase">{stripPhrases[strip.name]}</p>
      <ul class="labels" aria-hidden="true">
        {words.map((one, t) => (
          <li key={t} class={t === word ? 'now' : undefined}>
            {one}
          </li>
        ))}
      </ul>
      <div
        class={place < 0 ? 'rows' : 'rows following'}
        id={stripId(strip.name)}
        role="slider"
        tabIndex={0}
        aria-label={`Unit, in the ${stripNames[strip.name]}`}
        aria-valuemin={0}
        aria-valuemax={H - 1}
        aria-valuenow={Math.max(0, place)}
        aria-valuetext={`${unitInWords(strip, word, H, unit)} at “${words[word]}”; ${inWords}`}
        {...pointing}
        onFocus={() => (focused.value = true)}
        onBlur={() => (focused.value = false)}
        onKeyDown={walk}
      >
        <canvas ref={canvas} class={H > 200 ? undefined : 'crisp'} width={H} height={words.length} />
        {near !== undefined && isNarrow && <Lens painted={painted} place={near} above={byTouch.value} />}
      </div>
      <p class="muted" aria-hidden="true">
        {near === undefined ? `at “${words[word]}”: ${inWords}` : unitInWords(strip, word, H, order[near])}
      </p>
    </figure>
  );
}

/** Where a pointer is in a strip, and what it does there: it points to a word and a unit, and follows the unit where it is lifted. */
function usePointing({ explained: { words, order }, unit, onPoint, onFollow, onShow }: Props) {
  /** The place under the pointer. */
  const pointed = useSignal<number>();
  /** Whether that is a finger, which hides what is below it. */
  const byTouch = useSignal(false);
  const take = (event: PointerEvent) => {
    if (!isPointing(event)) return;
    const { top, height, left, width } = (event.currentTarget as Element).getBoundingClientRect();
    onPoint(within((event.clientY - top) / height, words.length));
    pointed.value = within((event.clientX - left) / width, order.length);
    byTouch.value = event.pointerType === 'touch';
  };
  const leave = () => {
    pointed.value = undefined;
  };
  const lift = () => {
    const at = pointed.value === undefined ? undefined : order[pointed.value];
    if (at === undefined) return;
    // Who follows one unit after another looks at the strips.
    if (unit === undefined) onShow(at);
    else onFollow(at);
  };
  const handlers = { onPointerMove: take, onPointerDown: take, onPointerUp: lift };
  return { pointed, byTouch, ...handlers, onPointerCancel: leave, onPointerLeave: leave };
}

/** Whether a pointer itself moved or came down: browsers also report what scrolls by under a mouse at rest. */
const isPointing = ({ type, pointerType, movementX, movementY }: PointerEvent) =>
  type === 'pointerdown' || pointerType === 'touch' || movementX !== 0 || movementY !== 0;

/** Columns of fewer pixels are too narrow to point at one. */
const NARROW = 5;

/** A share of a side as one of so many equal parts of it. */
const within = (share: number, parts: number) => Math.min(parts - 1, Math.max(0, Math.floor(share * parts)));
