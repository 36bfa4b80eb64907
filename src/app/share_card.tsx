import { useComputed, useSignal } from '@preact/signals';
import { programOf, startLine } from '../client/as_code.ts';
import { linkTo, pageSettings } from './address_state.ts';
import type { DecodingState } from './decoding_state.ts';
import type { SetupState } from './setup_state.ts';

interface Props {
  readonly setup: SetupState;
  readonly decoding: DecodingState;
}

/** The settings as a link, as a command and as a program. */
export function ShareCard({ setup, decoding }: Props) {
  const settings = useComputed(() => pageSettings(setup, decoding));
  const program = useComputed(() => programOf(settings.value, setup.defaults.value));
  return (
    <section class="card share" aria-label="Share">
      <h2>Share these settings</h2>
      <Copied id="copy-link" label="Copy link" text={linkTo(settings.value)}>
        Opens this page with the same data and settings. Nothing starts by itself.
      </Copied>
      <details>
        <summary>As code</summary>
        <h3>In a terminal</h3>
        <Code id="as-command">{startLine(settings.value)}</Code>
        <Copied id="copy-command" label="Copy command" text={startLine(settings.value)} />
        <h3>In a program</h3>
        <Code id="as-program">{program.value}</Code>
        <Copied id="copy-program" label="Copy program" text={program.value} />
      </details>
    </section>
  );
}

function Code({ id, children }: { readonly id: string; readonly children: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <pre tabIndex={0}>
      <code id={id}>{children}</code>
    </pre>
  );
}

interface CopiedProps {
  readonly id: string;
  readonly label: string;
  readonly text: string;
  readonly children?: string;
}

/** A button that copies a text; where the browser forbids that, the text itself, to be copied by hand. */
function Copied({ id, label, text, children }: CopiedProps) {
  const copied = useSignal<string>();
  const refused = useSignal(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      copied.value = text;
      refused.value = false;
    } catch {
      refused.value = true;
    }
  };
  return (
    <>
      <div class="copy">
        <button type="button" id={id} onClick={() => void copy()}>
          {label}
        </button>
        <span class="muted" role="status">
          {copied.value === text ? 'Copied' : (children ?? '')}
        </span>
      </div>
      {refused.value && (
        <label>
          <span class="muted">This page may not use the clipboard. Copy it from here:</span>
          <input readOnly value={text} onFocus={(event) => event.currentTarget.select()} />
        </label>
      )}
    </>
  );
}
