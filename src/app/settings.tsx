import type { ReadonlySignal, Signal } from '@preact/signals';
import type { RunDefaults } from '../options/run_options.ts';
import type { NumberField } from './fields.ts';
import { Choice, NumberInput } from './inputs.tsx';
import {
  backends,
  cellTypes,
  changedInFold,
  choiceLabels,
  fineTuning,
  numbers,
  pacing,
  regularisation,
  samplings,
  schedules,
  sizes,
  updateRules,
} from './settings_fields.ts';

interface Props {
  readonly settings: Signal<RunDefaults>;
  readonly defaults: ReadonlySignal<RunDefaults>;
  readonly disabled: boolean;
  /** Whether the features of the data may be a network's. */
  readonly ofNetwork: boolean;
}

/** The numbers and choices of a run. */
export function SettingsForm({ settings, defaults, disabled, ofNetwork }: Props) {
  const form = { settings, prefix: 'set' };
  const inputs = (fields: readonly NumberField<RunDefaults>[]) =>
    fields.map((field) => <NumberInput key={field.key} {...form} field={field} />);
  const changed = changedInFold(settings.value, defaults.value);
  return (
    <fieldset disabled={disabled}>
      <legend class="hidden">Model and training</legend>
      <div class="settings">
        <Choice {...form} name="cellType" label={choiceLabels.cellType} choices={cellTypes} />
        <Choice {...form} name="backend" label={choiceLabels.backend} choices={backends} />
        {inputs(sizes)}
        <Choice {...form} name="updateRule" label={choiceLabels.updateRule} choices={updateRules} />
        <Choice {...form} name="sampling" label={choiceLabels.sampling} choices={samplings} />
        {inputs(numbers)}
        <button type="button" class="quiet" onClick={() => (settings.value = defaults.value)}>
          Defaults
        </button>
      </div>
      <details class="more" id="more">
        <summary>
          Regularisation, schedule, validation {changed > 0 && <span class="muted">{changed} changed</span>}
        </summary>
        <h3>Regularisation</h3>
        <div class="settings">{inputs(regularisation)}</div>
        {ofNetwork && (
          <>
            <h3>Fine-tuning</h3>
            <div class="settings">{inputs(fineTuning)}</div>
            <p class="muted">
              After so many epochs (0: from the beginning, −1: never) the network that looks at the pictures learns too.
              It takes the pictures, the network’s weights and minibatches by picture, and a step takes much longer.
            </p>
          </>
        )}
        <h3>Schedule and validation</h3>
        <div class="settings">
          <Choice {...form} name="schedule" label={choiceLabels.schedule} choices={schedules} />
          {inputs(pacing)}
        </div>
        <p class="muted">
          0 is off. Scheduled sampling replaces that share of the input words by the model’s own predictions. Step
          multiplies the rate by the decay after every epoch, plateau after an epoch without a better validation loss.
          Patience ends a run after that many validations without a better CIDEr.
        </p>
      </details>
    </fieldset>
  );
}
