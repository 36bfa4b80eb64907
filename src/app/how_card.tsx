import { useSignal, useSignalEffect } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useRef } from 'preact/hooks';
import type { RunState } from './run_state.ts';
import { termsAsked } from './term.tsx';

type Content = ComponentType<{ readonly cell: 'rnn' | 'lstm' }>;

/** How a captioner works: loaded when it is first unfolded, because no training needs it. */
export function HowCard({ run }: { readonly run: RunState }) {
  const content = useSignal<Content>();
  const failed = useSignal(false);
  const load = async () => {
    try {
      content.value ??= (await import('./how_it_works.tsx')).default;
      failed.value = false;
    } catch {
      failed.value = true;
    }
  };
  const card = useRef<HTMLDetailsElement>(null);
  useSignalEffect(() => {
    if (termsAsked.value > 0 && card.current) card.current.open = true;
  });
  const { value: Shown } = content;
  return (
    <details
      class="card"
      id="how"
      ref={card}
      onToggle={({ currentTarget: { open } }) => {
        if (open) void load();
      }}
    >
      <summary>
        <h2>How it works</h2>{' '}
        <span class="muted">one time step with its four gates, and the terms that this page uses</span>
      </summary>
      {Shown ? (
        <Shown cell={run.started.value?.options.cellType ?? 'lstm'} />
      ) : (
        !failed.value && <p class="muted">Loading …</p>
      )}
      {failed.value && (
        <p role="alert">This part of the page cannot be loaded. Reload the page when its server is back.</p>
      )}
    </details>
  );
}
