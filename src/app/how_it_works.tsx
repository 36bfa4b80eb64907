import { useComputed, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { lights, lit, stripId } from './lit.ts';
import { scrollBelowBar } from './scroll.ts';
import { StepFigure } from './step_figure.tsx';
import { stripNames, stripPhrases } from './strip_words.ts';
import { termsAsked } from './term.tsx';

export { StepFigure };

type Cell = 'rnn' | 'lstm';

/** What a captioner is and how one time step of it computes, with the terms that the page uses. */
export default function HowItWorks({ cell }: { readonly cell: Cell }) {
  const shown = useSignal<Cell>(cell);
  return (
    <div class="how">
      <p>
        An image feature x becomes the first hidden state, h₀ = x W<sub>proj</sub> + b<sub>proj</sub>. From then on the
        network reads one word at a time, updates its state, and gives every word of the vocabulary a probability of
        being the next. Training makes the reference words likelier. To caption a picture, the network reads its own
        words, from &lt;START&gt; until it chooses &lt;END&gt;.
      </p>
      <fieldset class="data">
        <legend class="hidden">Cell in the figure</legend>
        <div class="switch two">
          {(['lstm', 'rnn'] as const).map((value) => (
            <label key={value}>
              <input
                type="radio"
                name="figure"
                value={value}
                checked={shown.value === value}
                onChange={() => {
                  shown.value = value;
                }}
              />
              <span>{value === 'lstm' ? 'LSTM' : 'Vanilla RNN'}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <StepFigure cell={shown.value} />
      {shown.value === 'lstm' ? <LstmFormulas /> : <RnnFormulas />}
      <Terms />
      <Links />
    </div>
  );
}

function LstmFormulas() {
  return (
    <ul class="formulas" aria-label="One time step of the LSTM">
      <Formula name="i">
        i = σ(x W<sub>xi</sub> + h W<sub>hi</sub> + b<sub>i</sub>)
      </Formula>
      <Formula name="f">
        f = σ(x W<sub>xf</sub> + h W<sub>hf</sub> + b<sub>f</sub>)
      </Formula>
      <Formula name="o">
        o = σ(x W<sub>xo</sub> + h W<sub>ho</sub> + b<sub>o</sub>)
      </Formula>
      <Formula name="g" more=", from −1 to 1">
        g = tanh(x W<sub>xg</sub> + h W<sub>hg</sub> + b<sub>g</sub>)
      </Formula>
      <Formula name="c" more="; gradients pass it unchanged where f is 1">
        c ← f · c + i · g
      </Formula>
      <Formula name="h" more=", and what the next step reads">
        h ← o · tanh c
      </Formula>
    </ul>
  );
}

function RnnFormulas() {
  return (
    <ul class="formulas" aria-label="One time step of the vanilla RNN">
      <Formula name="h" more="; rewritten as a whole at every word">
        h ← tanh(x W<sub>x</sub> + h W<sub>h</sub> + b)
      </Formula>
    </ul>
  );
}

interface FormulaProps {
  readonly name: NonNullable<typeof lit.value>;
  /** What is said of it here beside the phrase at its strip. */
  readonly more?: string;
  readonly children: ComponentChildren;
}

/** A line of a time step. Pressed, it leads to the strip of its values, where there is one. */
function Formula({ name, more, children }: FormulaProps) {
  const isLit = useComputed(() => lit.value === name).value;
  return (
    <li class={isLit ? 'lit' : undefined} {...lights(name)}>
      <button type="button" class="formula" onClick={() => document.getElementById(stripId(name))?.focus()}>
        {children}
      </button>
      <span class="muted">
        {stripNames[name]}: {stripPhrases[name]}
        {more}
      </span>
    </li>
  );
}

const terms: readonly (readonly [string, string])[] = [
  [
    'Held-out',
    'a picture that the network is not trained on: its captions show what was learned, and not what was memorised.',
  ],
  [
    '<END>',
    'a word of the vocabulary that stands for the end of a caption: the network chooses it like any other, and the caption is over.',
  ],
  ['Minibatch', 'the captions that one training step is computed on.'],
  [
    'Decay',
    'the factor by which the learning rate falls: by the schedule, after each epoch or when validation stalls.',
  ],
  ['Loss', 'the sum of −log p over the words of a reference caption, mean over the minibatch. Lower is better.'],
  [
    'Perplexity',
    'the exponential of the loss per word: among how many equally likely words the network hesitates. 1 is certainty; a model that knows nothing has the size of the vocabulary.',
  ],
  [
    'Greedy',
    'choosing the likeliest word at every step; beam search keeps several captions in view, and sampling draws words at random.',
  ],
  [
    'Underlined',
    'a phrase that is not so in the picture: an object with its size and colour, a place, a background, how many objects there are. What is said of an object that is not there, such as its place, is not judged, and neither are words that form no phrase: early in a run few do.',
  ],
  ['log p', 'the logarithm of a probability: 0 is certain, −0.7 is one in two, −2.3 one in ten.'],
  ['Teacher-forced', 'the network reads the reference words, whatever it would have said: as in training.'],
  ['Free-running', 'the network reads its own words, so that one mistake leads to the next: as in captioning.'],
  [
    'CIDEr',
    'agreement with the references in words and phrases, rare ones counting more. 0 is none; Scenes reach about 4.',
  ],
  ['BLEU', 'share of a caption’s runs of 1 to 4 words that some reference has too, from 0 to 1.'],
  ['ROUGE-L', 'length of the longest common word sequence of caption and reference, from 0 to 1.'],
];

function Terms() {
  const heading = useRef<HTMLHeadingElement>(null);
  const { value: asked } = termsAsked;
  useEffect(() => {
    if (asked === 0) return;
    scrollBelowBar(heading.current);
    heading.current?.focus({ preventScroll: true });
  }, [asked]);
  return (
    <>
      <h3 ref={heading} tabIndex={-1} id="terms">
        Terms
      </h3>
      <dl class="terms">
        {terms.map(([term, is]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd class="muted">{is}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Of the address that the page is published with, if it is. */
const { VITE_REPOSITORY: repository, VITE_PUBLISHED: published } = import.meta.env;

function Links() {
  return (
    <p class="links">
      <a href="https://cs231n.github.io/rnn/">CS231n’s notes on recurrent networks</a>
      {published && <a href="bench/index.html">Benchmark of this browser’s GPU</a>}
      {published && <a href="docs/index.html">Documentation of the API</a>}
      {repository && <a href={repository}>Source</a>}
    </p>
  );
}
