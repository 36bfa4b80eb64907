import { useSignal } from '@preact/signals';

interface CopiedProps {
  readonly id: string;
  readonly label: string;
  readonly text: string;
  readonly children?: string;
}

/** A button that copies a text; where the browser forbids that, the text itself, to be copied by hand. */
export function Copied({ id, label, text, children }: CopiedProps) {
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
