import { useComputed, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { count } from '../client/format.ts';
import type { Strip } from '../explain/strips.ts';
import type { ExplainedEvent } from '../worker/protocol.ts';
import { FollowedUnit } from './followed_unit.tsx';
import { lights, lit } from './lit.ts';
import { useLoaded } from './loaded.tsx';
import { PRESS } from './pointer.ts';
import { scrollBelowBar } from './scroll.ts';
import type { Store } from './store.ts';
import { StripFigure } from './strip.tsx';
import { factsOf } from './strip_facts.ts';
import { stripsInWords } from './strip_words.ts';
import type { UnitState } from './unit_state.ts';
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
  const strip = (name: Strip['name']) => {
    const shown = strips.find((one) => one.name === name);
    if (!shown) return null;
    const act = { onPoint: point, onFollow: units.follow, onShow: units.show };
    return <StripFigure key={name} {...{ strip: shown, explained, word, unit, ...act }} />;
  };
  const point = (pointed: number) => description.point({ caption: at.caption, word: pointed });
  const busy = explanation.busy.value;
  return (
    <section class="inside" id="inside" aria-label={`Inside the ${network}`} aria-busy={busy}>
      <h3>
        Inside the {network}{' '}
        <span class="muted">
          at “{words[word]}”, after reading “{read}”
        </span>
      </h3>
      <p class="muted" id="columns">
        {stripsInWords(cellType, order.length)} {PRESS} a column to follow its unit.
      </p>
      <Facts explained={explained} units={units} />
      {cellType === 'lstm' ? (
        <>
          <Group title="Four gates">{(['i', 'f', 'o', 'g'] as const).map(strip)}</Group>
          <Group title="Memory">{(['c', 'h'] as const).map(strip)}</Group>
        </>
      ) : (
        <div class="strips one">{strip('h')}</div>
      )}
      <Legend cell={cellType} />
      <Reading store={store} />
      <Step cell={cellType} />
      <div class="one-unit">
        <FollowedUnit units={units} explained={explained} unit={unit} word={word} onPoint={point} />
        <UnitWords units={units} unit={unit} said={words[word] ?? ''} read={read} />
      </div>
    </section>
  );
}

/** What to look for in these strips, computed from them. */
function Facts({ explained, units }: { readonly explained: ExplainedEvent; readonly units: UnitState }) {
  return (
    <p id="facts">
      {factsOf(explained).map(({ words, unit }) => (
        <span key={unit ?? 'all'}>
          {unit !== undefined && (
            <>
              <button type="button" class="link" id="fact-unit" onClick={() => units.show(unit)}>
                Unit {unit}
              </button>{' '}
            </>
          )}
          {words}{' '}
        </span>
      ))}
    </p>
  );
}

/** How the units stand in the strips, which step of the run these are of, and where more is said of them. */
function Reading({ store }: { readonly store: Store }) {
  const { explanation } = store;
  const step = explanation.explained.value?.step ?? 0;
  const { value: disordered } = explanation.disordered;
  return (
    <p class="muted" id="reading">
      {disordered ? (
        <>
          Each unit keeps its place while this picture is open.{' '}
          <button type="button" class="link" id="reorder" onClick={() => explanation.reorder()}>
            Order them by likeness again
          </button>
          .
        </>
      ) : (
        'Units that behave alike stand side by side.'
      )}{' '}
      {step > 0 && <span id="of-step">States of step {count(step)}. </span>}
      <button type="button" class="link" id="to-how" onClick={openHow}>
        How it works
      </button>
    </p>
  );
}

function openHow(): void {
  const how = document.querySelector<HTMLDetailsElement>('#how');
  if (!how) return;
  how.open = true;
  scrollBelowBar(how);
  how.querySelector('summary')?.focus({ preventScroll: true });
}

/** Strips that belong together, under a bracket with their name. */
function Group({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section class="group" aria-label={title}>
      <h4>{title}</h4>
      <div class={title === 'Memory' ? 'strips two' : 'strips four'}>{children}</div>
    </section>
  );
}

/** What the colours are: gates are from 0 to 1, all else is on both sides of 0. */
function Legend({ cell }: { readonly cell: 'rnn' | 'lstm' }) {
  return (
    <p class="muted legend" id="colours" aria-hidden="true">
      {cell === 'lstm' && (
        <>
          <span>i, f, o:</span>
          <span class="key zero">0, shut</span>
          <span class="key plus">1, open</span>
          <span>g, c, h:</span>
        </>
      )}
      <span class="key minus">below 0</span>
      <span class="key zero">0</span>
      <span class="key plus">above 0</span>
    </p>
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
          </span>{' '}
          <span class="muted">every word rewrites all of h, and nothing else is carried on</span>
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
