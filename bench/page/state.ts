import { computed, signal } from '@preact/signals';
import { oneOf } from '../../src/option_checks.ts';
import { EFFORTS, type Effort, messageOf } from '../context.ts';
import type { Circumstances, Results, SectionResult } from '../results.ts';
import { type SectionName, sectionNames, usualSections } from '../section_names.ts';
import { circumstances, measureHere } from './measure.ts';

/** What the page knows: where it runs, what was measured, what is being measured now. */
export function createState() {
  const place = signal<Circumstances | undefined>(undefined);
  const missing = signal<string | undefined>(undefined);
  const found = signal<Partial<Record<SectionName, SectionResult>>>({});
  const errors = signal<Partial<Record<SectionName, string>>>({});
  const running = signal<{ readonly name: SectionName; readonly progress: string } | undefined>(undefined);
  const effort = signal<Effort>('quick');
  try {
    effort.value = oneOf('effort', new URLSearchParams(location.search).get('effort') ?? 'quick', EFFORTS);
  } catch (error) {
    missing.value = messageOf(error);
  }

  const results = computed<Results | undefined>(() => {
    const sections = sectionNames.flatMap((name) => found.value[name] ?? []);
    return place.value && sections.length > 0
      ? { circumstances: { ...place.value, quick: effort.value !== 'full' }, sections }
      : undefined;
  });

  circumstances(effort.value !== 'full').then(
    (here) => {
      place.value = here;
    },
    (error: unknown) => {
      missing.value = messageOf(error);
    },
  );

  const run = async (name: SectionName): Promise<void> => {
    if (running.value) return;
    running.value = { name, progress: 'starting' };
    errors.value = { ...errors.value, [name]: undefined };
    try {
      const say = (progress: string) => {
        running.value = { name, progress };
      };
      const result = await measureHere(name, { effort: effort.value }, say);
      found.value = { ...found.value, [name]: result };
    } catch (error) {
      errors.value = { ...errors.value, [name]: messageOf(error) };
    } finally {
      running.value = undefined;
    }
  };

  const runAll = async (): Promise<void> => {
    // The others have a button of their own: other libraries are megabytes that the user did not request.
    for (const name of usualSections) await run(name);
  };

  const setEffort = (value: Effort) => {
    effort.value = value;
    // One file holds numbers of one kind.
    found.value = {};
  };

  return { place, missing, found, errors, running, effort, results, run, runAll, setEffort };
}

export type State = ReturnType<typeof createState>;
