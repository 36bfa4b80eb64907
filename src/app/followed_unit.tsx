import { useRef } from 'preact/hooks';
import type { ExplainedEvent } from '../worker/protocol.ts';
import { PRESS } from './pointer.ts';
import { scrollIntoSight, useRequests } from './scroll.ts';
import { fullValue } from './strip_paint.ts';
import { stripNames, valueInWords } from './strip_words.ts';
import type { UnitState } from './unit_state.ts';

interface Props {
  readonly units: UnitState;
  readonly explained: ExplainedEvent;
  readonly unit: number | undefined;
  /** The selected word. */
  readonly word: number;
  readonly onPoint: (word: number) => void;
}

/** Which unit is followed, and all its numbers at every word of the caption. */
export function FollowedUnit({ units, explained, unit, word, onPoint }: Props) {
  const { order } = explained;
  const last = order.length - 1;
  const place = unit === undefined ? -1 : order.indexOf(unit);
  const section = useRef<HTMLElement>(null);
  useRequests(units.shows.value, () => scrollIntoSight(section.current));
  const take = (text: string) => {
    const number = Number(text);
    const isEmpty = text.trim() === '';
    const fits = !isEmpty && Number.isInteger(number) && number >= 0 && number <= last;
    if (fits || isEmpty) units.follow(fits ? number : undefined);
  };
  return (
    <section class="stack" id="followed" aria-label="One unit" ref={section}>
      <h4>{unit === undefined ? 'One unit' : `Unit ${unit}, word by word`}</h4>
      <div class="row unit">
        <label for="unit">Unit</label>
        <input
          id="unit"
          type="number"
          min={0}
          max={last}
          step={1}
          placeholder="none"
          value={unit ?? ''}
          aria-describedby="unit-hint"
          onInput={(event) => take(event.currentTarget.value)}
          onBlur={(event) => {
            event.currentTarget.value = String(units.unit.value ?? '');
          }}
        />
        {unit !== undefined &&
          BESIDE.map(({ id, by, sign, label }) => (
            <button
              key={id}
              type="button"
              id={id}
              aria-label={label}
              title={label}
              aria-disabled={order[place + by] === undefined}
              onClick={() => units.follow(order[place + by] ?? unit)}
            >
              {sign}
            </button>
          ))}
        {unit !== undefined && (
          <button type="button" class="quiet" id="unfollow" onClick={() => units.follow(undefined)}>
            Stop following
          </button>
        )}
      </div>
      <p class="muted" id="unit-hint">
        0 to {last}.{' '}
        {unit === undefined
          ? HOW
          : 'It stays marked for other words, captions and pictures, until there is another network.'}
      </p>
      <p class={unit === undefined ? 'muted' : 'hidden'} role="status" id="unit-said">
        {units.said}
      </p>
      {unit !== undefined && <ValuesTable {...{ explained, unit, word, onPoint }} />}
    </section>
  );
}

/** To the columns beside the followed one. */
const BESIDE = [
  { id: 'unit-left', by: -1, sign: '←', label: 'The unit to its left in the strips' },
  { id: 'unit-right', by: 1, sign: '→', label: 'The unit to its right in the strips' },
] as const;

const HOW = `${PRESS} a column of a strip, or walk through a strip with the arrow keys.`;

/** A row per word, and a column for each kind of number: each as text over a bar from 0. */
function ValuesTable({ explained, unit, word, onPoint }: Omit<Props, 'units'> & { readonly unit: number }) {
  const { words, strips, order } = explained;
  const H = order.length;
  return (
    <table class="values" id="unit-values">
      <caption class="hidden">Unit {unit} at each word</caption>
      <thead>
        <tr>
          <th scope="col">word</th>
          {strips.map(({ name }) => (
            <th key={name} scope="col">
              <abbr title={stripNames[name]}>{name}</abbr>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {words.map((one, t) => (
          <tr key={t} class={t === word ? 'chosen' : 'other'} onClick={() => onPoint(t)}>
            <th scope="row">{one}</th>
            {strips.map((strip) => {
              const value = strip.values[t * H + unit] ?? 0;
              const share = Math.min(1, Math.abs(value) / fullValue(strip));
              return (
                <td
                  key={strip.name}
                  class={['i', 'f', 'o'].includes(strip.name) ? 'gate' : value < 0 ? 'below' : 'above'}
                  style={{ '--share': share }}
                >
                  {valueInWords(strip, value)}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
