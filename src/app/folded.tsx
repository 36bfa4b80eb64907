import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

/** Whether settings stand beside the results, and not above them. */
export const isWide = () => matchMedia('(min-width: 60rem)').matches;

interface Props {
  /** Where it stays unfolded on a small screen, too. */
  readonly unless?: boolean;
  readonly title: string;
  readonly children: ComponentChildren;
}

/** What a small screen has at hand but not in the way. */
export function Folded({ unless = false, title, children }: Props) {
  const wide = useSignal(isWide()).peek();
  if (wide || unless) return <>{children}</>;
  return (
    <details class="folded">
      <summary>{title}</summary>
      {children}
    </details>
  );
}
