import { type Signal, useComputed } from '@preact/signals';
import { type RunDefaults, runDefaults } from '../worker/protocol.ts';

type NumberKey = { [K in keyof RunDefaults]: RunDefaults[K] extends number ? K : never }[keyof RunDefaults];

interface NumberField {
  readonly key: NumberKey;
  readonly label: string;
  readonly hint: string;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

const sizes: readonly NumberField[] = [
  { key: 'hiddenDim', label: 'Hidden units', hint: 'H', min: 1, max: 4096, whole: true },
  { key: 'wordvecDim', label: 'Word vector', hint: 'W', min: 1, max: 4096, whole: true },
];

const numbers: readonly NumberField[] = [
  { key: 'learningRate', label: 'Learning rate', hint: '', min: 1e-8, max: 10, whole: false },
  { key: 'lrDecay', label: 'Decay', hint: 'an epoch', min: 1e-4, max: 1, whole: false },
  { key: 'batchSize', label: 'Batch', hint: 'N', min: 1, max: 8192, whole: true },
  { key: 'numEpochs', label: 'Epochs', hint: '', min: 1, max: 10000, whole: true },
  { key: 'seed', label: 'Seed', hint: '', min: 0, max: 2 ** 31 - 1, whole: true },
];

const choices = {
  cellType: [
    ['lstm', 'LSTM'],
    ['rnn', 'RNN (tanh)'],
  ],
  updateRule: [
    ['adam', 'Adam'],
    ['rmsprop', 'RMSProp'],
    ['sgdMomentum', 'SGD with momentum'],
    ['sgd', 'SGD'],
  ],
  sampling: [
    ['shuffled', 'Shuffled'],
    ['random', 'Random'],
  ],
  backend: [
    ['webgpu', 'WebGPU'],
    ['cpu', 'CPU'],
  ],
} as const;

const fits = (field: NumberField, value: number) =>
  value >= field.min && value <= field.max && (!field.whole || Number.isInteger(value));

/** Whether every number is one that a run can use. */
export function settingsFit(settings: RunDefaults): boolean {
  return [...sizes, ...numbers].every((field) => fits(field, settings[field.key]));
}

interface Props {
  readonly settings: Signal<RunDefaults>;
  readonly disabled: boolean;
}

/** The numbers and choices of a run. */
export function SettingsForm({ settings, disabled }: Props) {
  return (
    <fieldset class="settings" disabled={disabled}>
      <legend class="hidden">Model and training</legend>
      <Choice settings={settings} name="cellType" label="Cell" />
      <Choice settings={settings} name="backend" label="Runs on" />
      {sizes.map((field) => (
        <NumberInput key={field.key} settings={settings} field={field} />
      ))}
      <Choice settings={settings} name="updateRule" label="Update rule" />
      <Choice settings={settings} name="sampling" label="Minibatches" />
      {numbers.map((field) => (
        <NumberInput key={field.key} settings={settings} field={field} />
      ))}
      <button type="button" class="quiet" onClick={() => (settings.value = runDefaults)}>
        Defaults
      </button>
    </fieldset>
  );
}

function NumberInput({ settings, field }: { settings: Signal<RunDefaults>; field: NumberField }) {
  const value = useComputed(() => settings.value[field.key]).value;
  const id = `set-${field.key}`;
  const wrong = !fits(field, value);
  const change = (text: string) => {
    settings.value = { ...settings.value, [field.key]: text.trim() === '' ? Number.NaN : Number(text) };
  };
  return (
    <div class="field">
      <label for={id}>
        {field.label} <span class="muted">{field.hint}</span>
      </label>
      <input
        id={id}
        name={field.key}
        inputMode={field.whole ? 'numeric' : 'decimal'}
        autocomplete="off"
        value={Number.isNaN(value) ? '' : value}
        aria-invalid={wrong}
        aria-describedby={wrong ? `${id}-wrong` : undefined}
        onChange={(event) => change(event.currentTarget.value)}
      />
      {wrong && (
        <span class="wrong" id={`${id}-wrong`}>
          {field.whole ? 'whole number' : 'number'} from {field.min} to {field.max}
        </span>
      )}
    </div>
  );
}

function Choice({
  settings,
  name,
  label,
}: {
  settings: Signal<RunDefaults>;
  name: keyof typeof choices;
  label: string;
}) {
  const id = `set-${name}`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        name={name}
        value={settings.value[name]}
        onChange={(event) => (settings.value = { ...settings.value, [name]: event.currentTarget.value })}
      >
        {choices[name].map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
