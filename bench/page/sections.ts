import type { Section } from '../context.ts';
import type { SectionName } from '../section_names.ts';
import { budgets } from '../sections/budgets.ts';
import { sections } from '../sections.ts';

/** What each part of the benchmark does in a page. */
export const allSections = { ...sections, budgets } as const satisfies Record<SectionName, Section>;
