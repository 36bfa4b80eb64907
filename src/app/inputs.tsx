import type { Signal } from '@preact/signals';
import { fits, type NumberField, numberOf, wantedInWords } from './fields.ts';

interface NumberProps<T> {
  readonly settings: Signal<T>;
  readonly field: NumberField<T>;
  /** What its `id` begins with: some names stand in two forms. */
  readonly prefix: string;
  /** Puts the hint under the field, as a sentence would be, and not beside its name. */
  readonly explained?: boolean;
}

/** What was written where a number is wanted, by form and field: a field may be taken away and come back. */
const written = new WeakMap<object, Map<string, string>>();

/** A field for a number. A text that is none stays as it is, and is told what it should be. */
export function NumberInput<T>({ settings, field, prefix, explained = false }: NumberProps<T>) {
  const value = Number(settings.value[field.key]);
  const id = `${prefix}-${field.key}`;
  const wrong = !fits(field, value);
  const texts = written.get(settings) ?? new Map<string, string>();
  const text = texts.get(field.key) ?? '';
  const change = (next: string) => {
    written.set(settings, texts.set(field.key, next));
    settings.value = { ...settings.value, [field.key]: numberOf(next, field) };
  };
  const described = [...(explained ? [`${id}-hint`] : []), ...(wrong ? [`${id}-wrong`] : [])];
  return (
    <div class="field">
      <label for={id}>
        {field.label} {!explained && <span class="muted">{field.hint}</span>}
      </label>
      <input
        id={id}
        name={field.key}
        inputMode={field.whole ? 'numeric' : 'decimal'}
        autocomplete="off"
        value={Number.isNaN(value) ? text : value}
        aria-invalid={wrong}
        aria-describedby={described.length > 0 ? described.join(' ') : undefined}
        onChange={(event) => change(event.currentTarget.value)}
      />
      {wrong && (
        <span class="wrong" id={`${id}-wrong`}>
          {wantedInWords(Number.isNaN(value) ? text : '', field)}
        </span>
      )}
      {explained && (
        <span class="muted" id={`${id}-hint`}>
          {field.hint}
        </span>
      )}
    </div>
  );
}

interface ChoiceProps<T, K extends keyof T> {
  readonly settings: Signal<T>;
  readonly name: K & string;
  readonly label: string;
  readonly prefix: string;
  readonly choices: readonly (readonly [T[K] & string, string])[];
}

export function Choice<T, K extends keyof T>({ settings, name, label, prefix, choices }: ChoiceProps<T, K>) {
  const id = `${prefix}-${name}`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        name={name}
        value={String(settings.value[name])}
        onChange={(event) => {
          const chosen = choices.find(([value]) => value === event.currentTarget.value);
          if (chosen) settings.value = { ...settings.value, [name]: chosen[0] };
        }}
      >
        {choices.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
