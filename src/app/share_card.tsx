import { useComputed, useSignal } from '@preact/signals';
import { linkTo, pageSettings } from './address_state.ts';
import type { AsCodeProps } from './as_code.tsx';
import { Copied } from './copied.tsx';
import type { DecodingState } from './decoding_state.ts';
import { useLoaded } from './loaded.tsx';
import type { SetupState } from './setup_state.ts';

interface Props {
  readonly setup: SetupState;
  readonly decoding: DecodingState;
}

const loadCode = () => import('./as_code.tsx').then((loaded) => loaded.AsCode);

/** The settings as a link and as code. */
export function ShareCard({ setup, decoding }: Props) {
  const settings = useComputed(() => pageSettings(setup, decoding));
  return (
    <section class="card share" aria-label="Share">
      <h2>Share these settings</h2>
      <Copied id="copy-link" label="Copy link" text={linkTo(settings.value)}>
        Opens this page with the same data and settings. Nothing starts by itself.
      </Copied>
      <Code {...{ settings, setup }} />
    </section>
  );
}

/** Loaded once it is unfolded. */
function Code(props: AsCodeProps) {
  const opened = useSignal(false);
  const Content = useLoaded<AsCodeProps>(loadCode, opened.value);
  return (
    <details
      onToggle={({ currentTarget: { open } }) => {
        opened.value ||= open;
      }}
    >
      <summary>As code</summary>
      {Content ? <Content {...props} /> : <p class="muted">Loading …</p>}
    </details>
  );
}
