import type { Context, Section } from './context.ts';
import type { SectionResult } from './results.ts';
import type { SectionName } from './section_names.ts';
import { againstCpu } from './sections/against_cpu.ts';
import { budgets } from './sections/budgets.ts';
import { gemm } from './sections/gemm.ts';
import { growth } from './sections/growth.ts';
import { javascript } from './sections/javascript.ts';
import { kernels } from './sections/kernels.ts';
import { peers } from './sections/peers.ts';
import { plan } from './sections/plan.ts';
import { steps } from './sections/steps.ts';

/** What each part of the benchmark does. */
export const sections = {
  kernels,
  gemm,
  steps,
  cpu: againstCpu,
  growth,
  plan,
  js: javascript,
  budgets,
  peers,
} as const satisfies Record<SectionName, Section>;

/** Runs one section. What it finds is JSON. */
export async function runSection(name: SectionName, context: Context): Promise<SectionResult> {
  const section: Section = sections[name];
  return { section: name, title: section.title, ...(await section.run(context)) };
}
