import type { ComponentChildren } from 'preact';

interface Props {
  readonly id: string;
  readonly class?: string;
  readonly title?: string | undefined;
  /** Whether it is off at the moment. */
  readonly off?: boolean;
  /** The element that explains why it is off. */
  readonly describedBy?: string | undefined;
  readonly onClick: () => void;
  readonly children: ComponentChildren;
}

/** A button that keeps the focus while it is off: one that is disabled loses it, and the keyboard its place. */
export function Button({ off = false, describedBy, onClick, children, ...others }: Props) {
  return (
    <button
      type="button"
      {...others}
      aria-disabled={off}
      aria-describedby={describedBy}
      onClick={() => {
        if (!off) onClick();
      }}
    >
      {children}
    </button>
  );
}
