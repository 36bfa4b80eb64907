import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

interface Props {
  readonly id: string;
  readonly on: Signal<boolean>;
  readonly children: ComponentChildren;
}

/** A box that turns something on and off. */
export function Toggle({ id, on, children }: Props) {
  return (
    <label class="toggle">
      <input
        type="checkbox"
        id={id}
        checked={on.value}
        onChange={({ currentTarget }) => {
          on.value = currentTarget.checked;
        }}
      />{' '}
      {children}
    </label>
  );
}
