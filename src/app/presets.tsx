import { presetNames, presets } from '../client/presets.ts';
import type { SetupState } from './setup_state.ts';

interface Props {
  readonly setup: SetupState;
  readonly disabled: boolean;
}

/** Runs worth watching: each sets data and settings, and starts nothing. */
export function Presets({ setup, disabled }: Props) {
  const { value: chosen } = setup.preset;
  return (
    <div class="field presets">
      <label for="preset">Preset</label>
      <select
        id="preset"
        disabled={disabled}
        value={chosen ?? ''}
        onChange={({ currentTarget: { value } }) => {
          const name = presetNames.find((one) => one === value);
          if (name) setup.choosePreset(name);
        }}
      >
        <option value="" disabled={chosen !== undefined}>
          Choose a run worth watching
        </option>
        {presetNames.map((name) => (
          <option key={name} value={name}>
            {presets[name].label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** What to look for in the chosen run. */
export function WhatToWatch({ setup }: Pick<Props, 'setup'>) {
  const { value: chosen } = setup.preset;
  if (!chosen || setup.kind.value !== 'scenes') return null;
  const { label, watch } = presets[chosen];
  return (
    <p class="watch" id="what-to-watch">
      <strong>{label}.</strong> {watch}
    </p>
  );
}
