import { useComputed, useSignal } from '@preact/signals';
import type { Strip } from '../explain/strips.ts';
import { FollowedUnit } from './followed_unit.tsx';
import { lights, lit } from './lit.ts';
import { useLoaded } from './loaded.tsx';
import type { Store } from './store.ts';
import { StripFigure } from './strip.tsx';
import { UnitWords } from './unit_words.tsx';

/** The network's internal state at every word of the selected caption, and one unit of it that is followed. */
export function Inside({ store }: { readonly store: Store }) {
  const { description, explanation, units } = store;
  const { value: explained } = explanation.explained;
  const { value: at } = description.at;
  if (!explained) return null;
  const { words, cellType, strips, order } = explained;
  const word = Math.min(at.word, words.length - 1);
  const read = word === 0 ? '<START>' : (words[word - 1] ?? '');
  const network = cellType === 'lstm' ? 'LSTM' : 'RNN';
  const { value: wanted } = units.unit;
  const unit = wanted !== undefined && wanted < order.length ? wanted : undefined;
  const point = (pointed: number) => description.point({ caption: at.caption, word: pointed });
  return (
    <section class="inside" id="inside" aria-label={`Inside the ${network}`} aria-busy={explanation.busy.value}>
      <h3>
        Inside the {network}{' '}
        <span class="muted">
          at “{words[word]}”, after reading “{read}”
        </span>
      </h3>
      <p class="muted">
        A row for each word, a column for each of the {order.length} units; units that behave alike stand side by side.
        Click a column to follow its unit.
      </p>
      <Step cell={cellType} />
      <div class={strips.length > 1 ? 'strips' : 'strips one'}>
        {strips.map((strip) => (
          <StripFigure
            key={strip.name}
            {...{ strip, explained, word, unit }}
            onPoint={point}
            onFollow={(followed) => (units.unit.value = followed)}
          />
        ))}
      </div>
      <p class="muted legend" aria-hidden="true">
        <span class="key minus">below 0</span>
        <span class="key zero">0</span>
        <span class="key plus">above 0, an open gate</span>
      </p>
      <div class="one-unit">
        <FollowedUnit units={units} explained={explained} unit={unit} word={word} onPoint={point} />
        <UnitWords units={units} unit={unit} said={words[word] ?? ''} read={read} />
      </div>
    </section>
  );
}

/** How the strips hang together, in formulas and as a figure, whose parts light up with the strips. */
function Step({ cell }: { readonly cell: 'rnn' | 'lstm' }) {
  const open = useSignal(false);
  const Figure = useLoaded<{ cell: 'rnn' | 'lstm' }>(
    () => import('./how_it_works.tsx').then((loaded) => loaded.StepFigure),
    open.value,
  );
  return (
    <div class="step">
      {cell === 'lstm' ? (
        <p>
          <span class="formula">
            <Letter name="c" /> ← <Letter name="f" /> · <Letter name="c" /> + <Letter name="i" /> · <Letter name="g" />
          </span>{' '}
          <span class="formula">
            <Letter name="h" /> ← <Letter name="o" /> · tanh <Letter name="c" />
          </span>
        </p>
      ) : (
        <p>
          <span class="formula">
            <Letter name="h" /> ← tanh(x W<sub>x</sub> + <Letter name="h" /> W<sub>h</sub> + b)
          </span>
        </p>
      )}
      <details
        onToggle={({ currentTarget }) => {
          open.value = currentTarget.open;
        }}
      >
        <summary>One time step, drawn</summary>
        {Figure && <Figure cell={cell} />}
      </details>
    </div>
  );
}

function Letter({ name }: { readonly name: Strip['name'] }) {
  const isLit = useComputed(() => lit.value === name).value;
  return (
    <span class={isLit ? 'letter lit' : 'letter'} {...lights(name)}>
      {name}
    </span>
  );
}
