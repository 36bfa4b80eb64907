import { OptionError } from '../src/errors.ts';
import type { Context, Section } from './context.ts';
import type { SectionResult } from './results.ts';
import type { PageSection, SectionName } from './section_names.ts';
import { againstCpu } from './sections/against_cpu.ts';
import { gemm } from './sections/gemm.ts';
import { goals } from './sections/goals.ts';
import { growth } from './sections/growth.ts';
import { javascript } from './sections/javascript.ts';
import { kernels } from './sections/kernels.ts';
import { parity } from './sections/parity.ts';
import { peers } from './sections/peers.ts';
import { pictures } from './sections/pictures.ts';
import { plan } from './sections/plan.ts';
import { steps } from './sections/steps.ts';

/** What each part of the benchmark does: those that run wherever there is WebGPU. */
export const sections = {
  parity,
  goals,
  kernels,
  gemm,
  steps,
  cpu: againstCpu,
  growth,
  plan,
  js: javascript,
  pictures,
  peers,
} as const satisfies Record<Exclude<SectionName, PageSection>, Section>;

/** The sections of a host by their names. */
export type Sections = Readonly<Partial<Record<SectionName, Section>>>;

/**
 * Runs one section. What it finds is JSON.
 * @throws OptionError for a section that the host does not have
 */
export async function runSection(
  name: SectionName,
  context: Context,
  known: Sections = sections,
): Promise<SectionResult> {
  const section = known[name];
  if (!section) {
    throw new OptionError({ where: 'section', expected: `one of ${Object.keys(known).join(', ')}`, found: name });
  }
  return { section: name, title: section.title, ...(await section.run(context)) };
}
