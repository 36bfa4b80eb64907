import { commonOptions, DECODE_METHODS } from '../options/decoding_options.ts';
import { wordsIn } from '../options/values.ts';
import { commonFields, constraints, type DecodingState, methodFields, methods } from './decoding_state.ts';
import { NumberInput } from './inputs.tsx';
import { Switch } from './switch.tsx';

/** How captions are decoded, for the picture up close and for evaluation. */
export function DecodingCard({ decoding }: { readonly decoding: DecodingState }) {
  const { settings } = decoding;
  const { method } = settings.value;
  return (
    <section class="card" id="decoding" aria-label="Decoding">
      <h2>
        Decoding <span class="muted">choosing words</span>
      </h2>
      <fieldset>
        <legend class="hidden">Method</legend>
        <Switch
          name="method"
          class="three"
          values={DECODE_METHODS}
          labels={commonOptions.method.choices}
          chosen={method}
          onChoose={(value) => (settings.value = { ...settings.value, method: value })}
        />
      </fieldset>
      <p class="muted">{methods[method].is}</p>
      <div class="explained">
        {[...methodFields[method], ...commonFields].map((field) => (
          <NumberInput key={field.key} settings={settings} field={field} prefix="decode" explained />
        ))}
        <div class="field">
          <label for="decode-badEndings">{commonOptions.badEndings.label}</label>
          <input
            id="decode-badEndings"
            name="badEndings"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            value={settings.value.badEndings.join(', ')}
            aria-describedby="decode-badEndings-hint"
            onChange={({ currentTarget }) =>
              (settings.value = { ...settings.value, badEndings: wordsIn(currentTarget.value) })
            }
          />
          <span class="muted" id="decode-badEndings-hint">
            {commonOptions.badEndings.help}
          </span>
        </div>
      </div>
      <fieldset class="constraints">
        <legend class="hidden">Constraints</legend>
        {constraints.map(({ key, label, is }) => (
          <label key={key}>
            <input
              type="checkbox"
              id={`decode-${key}`}
              checked={settings.value[key]}
              onChange={(event) => (settings.value = { ...settings.value, [key]: event.currentTarget.checked })}
            />
            <span>
              {label} <span class="muted">{is}</span>
            </span>
          </label>
        ))}
      </fieldset>
    </section>
  );
}
