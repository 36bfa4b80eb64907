import type { Signal } from '@preact/signals';
import type { Option } from '../options/declare.ts';
import { type ChoiceField, type Field, fits, type NumberField, numberOf, wantedInWords } from './fields.ts';

interface NumberProps<T> {
  readonly settings: Signal<T>;
  readonly field: NumberField<T>;
  /** The prefix of its `id`: some names occur in two forms. */
  readonly prefix: string;
  /** Shows the option's help under the field, instead of its unit beside its name. */
  readonly explained?: boolean;
  /** What a button beside the field sets it to, while it is set to something else. */
  readonly fallback?: T[keyof T] | undefined;
}

/** The text of each number field, by form and field: a field may be removed and shown again. */
const written = new WeakMap<object, Map<string, string>>();

/** A field for a number. Invalid text stays as it is, with a note on what is valid. */
export function NumberInput<T>({ settings, field, prefix, explained = false, fallback }: NumberProps<T>) {
  const { option } = field;
  const hint = explained ? option.help : option.unit;
  const value = Number(settings.value[field.key]);
  const id = `${prefix}-${field.key}`;
  const wrong = !fits(option, value);
  const texts = written.get(settings) ?? new Map<string, string>();
  const text = texts.get(field.key) ?? '';
  const change = (next: string) => {
    written.set(settings, texts.set(field.key, next));
    settings.value = { ...settings.value, [field.key]: numberOf(next, option) };
  };
  const described = [...(explained || option.effect ? [`${id}-hint`] : []), ...(wrong ? [`${id}-wrong`] : [])];
  return (
    <div class="field">
      <label for={id} title={option.effect}>
        {field.label} {!explained && <span class="muted">{hint}</span>}
      </label>
      <input
        id={id}
        name={field.key}
        inputMode={option.whole ? 'numeric' : 'decimal'}
        autocomplete="off"
        value={Number.isNaN(value) ? text : value}
        aria-invalid={wrong}
        aria-describedby={described.length > 0 ? described.join(' ') : undefined}
        onChange={(event) => change(event.currentTarget.value)}
      />
      <Reset {...{ settings, id, field, fallback }} shown={`${fallback}`} />
      {wrong && (
        <span class="wrong" id={`${id}-wrong`}>
          {wantedInWords(Number.isNaN(value) ? text : '', option)}
        </span>
      )}
      {explained && (
        <span class="muted" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {!explained && <Effect id={id} option={option} />}
    </div>
  );
}

/** What a setting does, read aloud with its field; the form shows it for the field that is pointed at. */
function Effect({ id, option: { effect } }: { readonly id: string; readonly option: Option }) {
  return effect === undefined ? null : (
    <span class="hidden" id={`${id}-hint`}>
      {effect}
    </span>
  );
}

interface ChoiceProps<T> {
  readonly settings: Signal<T>;
  readonly field: ChoiceField<T>;
  readonly prefix: string;
  readonly fallback?: T[keyof T] | undefined;
}

export function Choice<T>({ settings, field, prefix, fallback }: ChoiceProps<T>) {
  const { key, label, option } = field;
  const id = `${prefix}-${key}`;
  return (
    <div class="field">
      <label for={id} title={option.effect}>
        {label}
      </label>
      <select
        id={id}
        name={key}
        value={String(settings.value[key])}
        aria-describedby={option.effect && `${id}-hint`}
        onChange={(event) => {
          settings.value = { ...settings.value, [key]: event.currentTarget.value };
        }}
      >
        {Object.entries(option.choices).map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
      <Reset {...{ settings, id, field, fallback }} shown={option.choices[`${fallback}`] ?? ''} />
      <Effect id={id} option={option} />
    </div>
  );
}

interface ResetProps<T> {
  readonly settings: Signal<T>;
  readonly id: string;
  readonly field: Field<T>;
  readonly fallback: T[keyof T] | undefined;
  /** The fallback as the field shows it. */
  readonly shown: string;
}

/** Gives a changed setting its default; then the field has the focus. */
function Reset<T>({ settings, id, field: { key, label }, fallback, shown }: ResetProps<T>) {
  if (fallback === undefined || settings.value[key] === fallback) return null;
  const reset = () => {
    settings.value = { ...settings.value, [key]: fallback };
    document.getElementById(id)?.focus();
  };
  return (
    <button type="button" class="reset" id={`${id}-reset`} title={`Reset to ${shown}`} onClick={reset}>
      <span aria-hidden="true">↺</span>
      <span class="hidden">
        Reset {label} to {shown}
      </span>
    </button>
  );
}
