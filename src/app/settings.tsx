import { type ReadonlySignal, type Signal, useSignal } from '@preact/signals';
import type { RunDefaults } from '../options/run_options.ts';
import { type Field, isNumberField } from './fields.ts';
import { Choice, NumberInput } from './inputs.tsx';
import { changedInFold, effectOf, parts } from './settings_fields.ts';

interface Props {
  readonly settings: Signal<RunDefaults>;
  readonly defaults: ReadonlySignal<RunDefaults>;
  readonly disabled: boolean;
  readonly onReset: () => void;
  /** Whether the features of the data may be a network's: else fine-tuning is shown only where an address asks for it. */
  readonly ofNetwork: boolean;
}

/** The numbers and choices of a run. */
export function SettingsForm({ settings, defaults, disabled, onReset, ofNetwork }: Props) {
  const form = { settings, prefix: 'set' };
  const inputs = (fields: readonly Field<RunDefaults>[]) =>
    fields.map((field) =>
      isNumberField(field) ? (
        <NumberInput key={field.key} {...form} field={field} fallback={defaults.value[field.key]} />
      ) : (
        <Choice key={field.key} {...form} field={field} fallback={defaults.value[field.key]} />
      ),
    );
  const changed = changedInFold(settings.value, defaults.value);
  const tuning = ofNetwork || parts.fineTuning.some(({ key }) => settings.value[key] !== defaults.value[key]);
  const pointed = useSignal<string>();
  const point = ({ target }: Event) => {
    const { name } = (target as Element).closest('.field')?.querySelector<HTMLInputElement>('[name]') ?? {};
    if (name) pointed.value = name;
  };
  return (
    <fieldset disabled={disabled} onFocusIn={point} onPointerOver={point}>
      <legend class="hidden">Model and training</legend>
      <p class="effect" id="effect" aria-hidden="true">
        {effectOf(pointed.value) ?? 'Point at a setting to read what it does.'}
      </p>
      <div class="settings">
        {inputs(parts.main)}
        <button type="button" id="set-defaults" class="quiet" onClick={onReset}>
          Defaults
        </button>
      </div>
      <details class="more" id="more">
        <summary>
          Regularisation, schedule, validation {changed > 0 && <span class="muted">{changed} changed</span>}
        </summary>
        <h3>Regularisation</h3>
        <div class="settings">{inputs(parts.regularisation)}</div>
        {tuning && (
          <>
            <h3>Fine-tuning</h3>
            <div class="settings">{inputs(parts.fineTuning)}</div>
            <p class="muted">
              After this many epochs (0: from the start, −1: never) the network that computes the features is trained
              too. This needs the pictures, the network’s weights and minibatches by picture, and a step takes much
              longer.
            </p>
          </>
        )}
        <h3>Schedule and validation</h3>
        <div class="settings">{inputs(parts.pacing)}</div>
        <p class="muted">
          0 is off. Scheduled sampling replaces this share of the input words by the model’s own predictions. Step
          multiplies the rate by the decay after every epoch, plateau after an epoch without a better validation loss.
          Patience ends a run after this many validations without an improvement in CIDEr.
        </p>
      </details>
    </fieldset>
  );
}
