import { type ReadonlySignal, useComputed } from '@preact/signals';
import type { PageSettings } from '../client/address.ts';
import { programOf, startLine } from '../client/as_code.ts';
import { Copied } from './copied.tsx';
import type { SetupState } from './setup_state.ts';

export interface AsCodeProps {
  readonly settings: ReadonlySignal<PageSettings>;
  readonly setup: SetupState;
}

/** The settings as a command and as a program. */
export function AsCode({ settings, setup }: AsCodeProps) {
  const command = useComputed(() => startLine(settings.value));
  const program = useComputed(() => programOf(settings.value, setup.defaults.value));
  return (
    <>
      <h3>In a terminal</h3>
      <Code id="as-command">{command.value}</Code>
      <Copied id="copy-command" label="Copy command" text={command.value} />
      <h3>In a program</h3>
      <Code id="as-program">{program.value}</Code>
      <Copied id="copy-program" label="Copy program" text={program.value} />
    </>
  );
}

interface CodeProps {
  readonly id: string;
  readonly children: string;
}

function Code({ id, children }: CodeProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <pre tabIndex={0}>
      <code id={id}>{children}</code>
    </pre>
  );
}
