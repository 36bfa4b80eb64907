import { useComputed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { Strip } from '../explain/strips.ts';
import { lights, lit } from './lit.ts';

type Name = Strip['name'];

/** One time step, drawn: what flows where. The part that is pointed at lights up, here and in the strips. */
export function StepFigure({ cell }: { readonly cell: 'rnn' | 'lstm' }) {
  // The page may show two figures, and an id is of one.
  const arrow = useId();
  return (
    <div class="step-figure" style={{ '--arrow': `url(#${arrow})` }}>
      {cell === 'lstm' ? (
        <svg viewBox="0 0 640 300" role="img" aria-label={LSTM_IN_WORDS}>
          <Arrow id={arrow} />
          <Lstm />
        </svg>
      ) : (
        <svg viewBox="0 120 640 180" role="img" aria-label={RNN_IN_WORDS}>
          <Arrow id={arrow} />
          <Rnn />
        </svg>
      )}
    </div>
  );
}

const LSTM_IN_WORDS =
  'The word vector x and the hidden state h feed four gates. The cell state c is multiplied by f, and i times g is added. ' +
  'The new hidden state is o times tanh of the cell state; it goes to the vocabulary and to the next step.';
const RNN_IN_WORDS =
  'The word vector x and the hidden state h feed one layer with tanh. Its output is the new hidden state, which goes to the ' +
  'vocabulary and to the next step.';

/** Where a line going up passes over another. */
const OVER = 'a 6 6 0 0 1 0 -12';

function Lstm() {
  return (
    <>
      <Part name="c">
        <path class="flow" d="M 70 60 H 256 M 274 60 H 391 M 409 60 H 592" />
        <text x="30" y="65">
          c
        </text>
        <text x="602" y="65">
          c
        </text>
        <Node x={400} y={60} text="+" />
      </Part>
      <Inputs to={450} />
      <Part name="i">
        <Gate x={170} text="i" by="σ" />
        <path class="flow" d="M 170 172 V 115 H 391" />
      </Part>
      <Part name="f">
        <Gate x={265} text="f" by="σ" />
        <path class="flow" d={`M 265 172 V 121 ${OVER} V 69`} />
        <Node x={265} y={60} text="×" />
      </Part>
      <Part name="g">
        <Gate x={450} text="g" by="tanh" />
        <path class="flow" d="M 450 172 V 115 H 409" />
      </Part>
      <path class="flow" d="M 400 107 V 69" />
      <Node x={400} y={115} text="×" />
      <Part name="o">
        <Gate x={355} text="o" by="σ" />
        <path class="flow" d="M 355 172 V 145 H 444 a 6 6 0 0 1 12 0 H 501" />
      </Part>
      <path class="flow" d="M 510 60 V 80" />
      <text class="by" x="510" y="98">
        tanh
      </text>
      <path class="flow" d="M 510 104 V 136" />
      <Part name="h">
        <path class="flow" d="M 510 153 V 250 H 592" />
        <Node x={510} y={145} text="×" />
        <Output />
      </Part>
    </>
  );
}

function Rnn() {
  return (
    <>
      <Inputs to={310} />
      <Part name="h">
        <Gate x={310} text="h" by="tanh" />
        <path class="flow" d="M 310 172 V 145 H 510 V 250 H 592" />
        <Output />
      </Part>
    </>
  );
}

/** The word vector and the hidden state, on their way to the layers that read both. */
function Inputs({ to }: { readonly to: number }) {
  const gates = to === 450 ? [170, 265, 355, 450] : [to];
  return (
    <>
      <text x="30" y="255">
        h
      </text>
      <text x="100" y="291">
        x, the word read
      </text>
      <path class="line" d={`M 42 250 H ${to} M 100 274 V 250`} />
      {gates.map((x) => (
        <path key={x} class="flow" d={`M ${x} 250 V 216`} />
      ))}
    </>
  );
}

function Output() {
  return (
    <>
      <text x="602" y="255">
        h
      </text>
      <path class="flow" d="M 550 250 V 268" />
      <text x="550" y="287">
        p(next word)
      </text>
    </>
  );
}

function Part({ name, children }: { readonly name: Name; readonly children: ComponentChildren }) {
  const isLit = useComputed(() => lit.value === name).value;
  return (
    <g class={isLit ? 'part lit' : 'part'} {...lights(name)}>
      {children}
    </g>
  );
}

function Gate({ x, text, by }: { readonly x: number; readonly text: string; readonly by: string }) {
  return (
    <>
      <rect x={x - 32} y={172} width={64} height={40} rx={7} />
      <text x={x - 10} y={197} class="name">
        {text}
      </text>
      <text x={x + 13} y={197} class="by">
        {by}
      </text>
    </>
  );
}

function Node({ x, y, text }: { readonly x: number; readonly y: number; readonly text: string }) {
  return (
    <>
      <circle cx={x} cy={y} r={9} />
      <text class="node" x={x} y={y + 5}>
        {text}
      </text>
    </>
  );
}

/** The head of every arrow. */
function Arrow({ id }: { readonly id: string }) {
  return (
    <defs>
      <marker id={id} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">
        <path d="M 0 0 L 8 4 L 0 8 z" />
      </marker>
    </defs>
  );
}
