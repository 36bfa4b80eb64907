import { CpuBackend } from '../src/cpu/backend.ts';
import type { Choices } from '../src/gpu/variants.ts';
import { chosenVariants, openBackend } from '../src/open_backend.ts';
import type { Effort } from './context.ts';
import { copyRate } from './copy_rate.ts';
import type { SectionResult } from './results.ts';
import type { SectionName } from './section_names.ts';
import { runSection, type Sections } from './sections.ts';

/** What a section is asked for. */
export interface Request {
  readonly effort: Effort;
  readonly peers?: readonly string[];
}

/** Variants of the kernels, chosen before anything is measured: else the first opened backends would pay for choosing. */
async function chosen(): Promise<Choices> {
  const backend = await openBackend('webgpu', { tuning: 'auto' });
  const choices = chosenVariants(backend);
  backend.destroy();
  return choices;
}

let choices: Promise<Choices> | undefined;

/** Runs one section on the adapter of this page or process; tiny ones on the plain variants. */
export async function measureSection(
  known: Sections,
  name: SectionName,
  { effort, peers }: Request,
  say: (progress: string) => void,
): Promise<SectionResult> {
  if (effort !== 'tiny') choices ??= chosen();
  const tuning = (await choices) ?? 'off';
  return runSection(
    name,
    {
      effort,
      open: () => openBackend('webgpu', { tuning }),
      openCpu: (precision) => new CpuBackend({ precision }),
      copyRate: () => copyRate(effort === 'tiny' ? 1 : undefined),
      ...(peers && { peers }),
      say,
    },
    known,
  );
}
