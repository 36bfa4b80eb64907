import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useLoaded } from './loaded.tsx';
import type { RunState } from './run_state.ts';
import { termsAsked } from './term.tsx';

interface Props {
  readonly run: RunState;
}

/** Of the content. */
interface Parts {
  readonly cell: 'rnn' | 'lstm';
}

const loadContent = () => import('./how_it_works.tsx').then((loaded) => loaded.default);

/** How a captioner works: loaded when it is first unfolded, because no training needs it. */
export function HowCard({ run }: Props) {
  const opened = useSignal(false);
  const Content = useLoaded<Parts>(loadContent, opened.value);
  const card = useRef<HTMLDetailsElement>(null);
  const { value: asked } = termsAsked;
  // Before the effects of the content: what is folded cannot take the focus.
  useLayoutEffect(() => {
    if (asked > 0 && card.current) card.current.open = true;
  }, [asked]);
  return (
    <details
      class="card"
      id="how"
      ref={card}
      onToggle={({ currentTarget: { open } }) => {
        opened.value ||= open;
      }}
    >
      <summary>
        <h2>How it works</h2>{' '}
        <span class="muted">one time step with its four gates, and the terms that this page uses</span>
      </summary>
      {Content ? <Content cell={run.started.value?.options.cellType ?? 'lstm'} /> : <p class="muted">Loading …</p>}
    </details>
  );
}
