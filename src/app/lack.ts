import { conflictOf, labelOf, type RunDefaults } from '../options/run_options.ts';
import type { GivenFiles } from './files.ts';
import type { Phase } from './phase.ts';
import { type GivenPhotos, lackOfPhotos } from './photo_files.ts';
import { wrongFields } from './settings_fields.ts';

/** What a start still lacks, and where to provide it. */
export interface Lack {
  /** Completes "Start needs". */
  readonly what: string;
  /** Controls by their `id`. */
  readonly places: readonly { readonly label: string; readonly id: string }[];
}

interface Facts {
  readonly phase: Phase;
  readonly settings: RunDefaults;
  /** Whether the loaded data are the chosen ones. */
  readonly meant: boolean;
  readonly given: GivenFiles;
  /** Whether a data set is to be made of photos. */
  readonly photos?: GivenPhotos;
  /** Whether the chosen backend is missing. */
  readonly noWebGPU: boolean;
}

/** What prevents a run from starting although nothing is in progress; one reason at a time. */
export function lackOf({ phase, settings, meant, given, photos, noWebGPU }: Facts): Lack | undefined {
  const wrong = wrongFields(settings);
  if (wrong.length > 0) {
    const places = wrong.map(({ label, key }) => ({ label, id: `set-${key}` }));
    return { what: wrong.length === 1 ? 'a valid number:' : 'valid numbers:', places };
  }
  const conflict = conflictOf(settings);
  if (conflict) {
    const { option, expected } = conflict;
    return { what: `${expected}:`, places: [{ label: labelOf(option) ?? option, id: `set-${option}` }] };
  }
  if (!meant && photos) {
    const places = lackOfPhotos(photos)
      ? [{ label: 'Choose photos and captions', id: 'photos-files' }]
      : [{ label: 'Make it', id: 'make-dataset' }];
    return { what: 'the data set of your photos.', places };
  }
  if (!meant) {
    const [what, label] =
      given.data.length > 0
        ? ['the rest of the data set.', 'Choose the missing files']
        : ['the data set.', 'Choose its files'];
    return { what, places: [{ label, id: 'files' }] };
  }
  if (phase === 'empty') return { what: 'valid data.', places: [{ label: 'Choose data', id: 'data' }] };
  if (noWebGPU) return { what: 'WebGPU.', places: [{ label: 'See the alternatives', id: 'no-webgpu' }] };
  return undefined;
}
