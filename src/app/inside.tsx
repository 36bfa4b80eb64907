import { FaultNotice } from './notices.tsx';
import type { Store } from './store.ts';
import { StripFigure } from './strip.tsx';

/** The network's internal state at every word of the selected caption. */
export function Inside({ store }: { readonly store: Store }) {
  const { description, explanation } = store;
  const { value: explained } = explanation.explained;
  const { value: at } = description.at;
  if (!explained) {
    return (
      <>
        <FaultNotice id="explain-fault" title="The internal state cannot be computed" shown={explanation.fault} />
        {explanation.busy.value && <p class="muted">Computing the internal state …</p>}
      </>
    );
  }
  const { words, cellType, strips, order } = explained;
  const word = Math.min(at.word, words.length - 1);
  const read = word === 0 ? '<START>' : words[word - 1];
  const network = cellType === 'lstm' ? 'LSTM' : 'RNN';
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
        {cellType === 'lstm' && ' c = f · c + i · g, h = o · tanh c.'}
      </p>
      <div class={strips.length > 1 ? 'strips' : 'strips one'}>
        {strips.map((strip) => (
          <StripFigure
            key={strip.name}
            strip={strip}
            explained={explained}
            word={word}
            onPoint={(pointed) => description.point({ caption: at.caption, word: pointed })}
          />
        ))}
      </div>
      <p class="muted legend" aria-hidden="true">
        <span class="key minus">below 0</span>
        <span class="key zero">0</span>
        <span class="key plus">above 0, an open gate</span>
      </p>
    </section>
  );
}
