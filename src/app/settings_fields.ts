import type { Options } from '../options/declare.ts';
import { inRun, type RunDefaults, runTables } from '../options/run_options.ts';
import { type Field, fieldsOf, fits, isNumberField, type NumberField } from './fields.ts';

type RunField = Field<RunDefaults>;

const fieldsIn = (...tables: readonly Options[]): readonly RunField[] =>
  fieldsOf(Object.assign({}, ...tables.map(inRun)));

const { model, place, training, regularisation, fineTuning, schedule, validation } = runTables;

/** The settings of a run, by section of the form. */
export const parts = {
  /** Always shown. */
  main: fieldsIn(model, place, training),
  /** Against overfitting; all off by default. */
  regularisation: fieldsIn(regularisation),
  /** For a data set whose features a network made. */
  fineTuning: fieldsIn(fineTuning),
  pacing: fieldsIn(schedule, validation),
} satisfies Readonly<Record<string, readonly RunField[]>>;

const folded = [...parts.regularisation, ...parts.fineTuning, ...parts.pacing];

/** The invalid numbers. */
export function wrongFields(settings: RunDefaults): NumberField<RunDefaults>[] {
  return Object.values(parts)
    .flat()
    .filter((field) => isNumberField(field))
    .filter(({ key, option }) => !fits(option, settings[key]));
}

/** How many of the collapsed settings differ from their defaults, to show while they are hidden. */
export function changedInFold(settings: RunDefaults, defaults: RunDefaults): number {
  return folded.filter(({ key }) => settings[key] !== defaults[key]).length;
}

/** What a setting does to a training, for a user who points at it. */
export function effectOf(key: string | undefined): string | undefined {
  const field = Object.values(parts)
    .flat()
    .find((one) => one.key === key);
  return field && `${field.label}. ${field.option.effect}`;
}
