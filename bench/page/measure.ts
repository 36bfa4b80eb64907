import { CpuBackend } from '../../src/cpu/backend.ts';
import { chosenVariants } from '../../src/gpu/tuning/tune.ts';
import type { Choices } from '../../src/gpu/variants.ts';
import { openBackend } from '../../src/open_backend.ts';
import type { Effort } from '../context.ts';
import { copyRate } from '../copy_rate.ts';
import type { Circumstances, SectionResult } from '../results.ts';
import type { SectionName } from '../section_names.ts';
import { runSection } from '../sections.ts';

/** The commit of a page whose build did not know it. */
export const UNKNOWN = 'unknown';

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

/** Runs one section on this page's adapter; tiny ones on the plain variants. */
export async function measureSection(
  name: SectionName,
  { effort, peers }: Request,
  say: (progress: string) => void,
): Promise<SectionResult> {
  if (effort !== 'tiny') choices ??= chosen();
  const tuning = (await choices) ?? 'off';
  return runSection(name, {
    effort,
    open: () => openBackend('webgpu', { tuning }),
    openCpu: (precision) => new CpuBackend({ precision }),
    copyRate: () => copyRate(effort === 'tiny' ? 1 : 32),
    ...(peers && { peers }),
    say,
  });
}

/** "Chrome 143" from what the browser says of itself. */
function browserName(): string {
  const [, name = 'unknown browser', version = ''] =
    /(Firefox|Edg|Chrome|Version)\/(\d+)/.exec(navigator.userAgent.replace(/Chrome\S*(?=.*Edg\/)/, '')) ?? [];
  return `${{ Version: 'Safari', Edg: 'Edge' }[name] ?? name} ${version}`.trim();
}

/**
 * Where the numbers of this page come from. The commit is what the page was built from, where the build knows it.
 * @throws DeviceError when there is no adapter
 */
export async function circumstances(quick: boolean): Promise<Circumstances> {
  const backend = await openBackend('webgpu');
  const { name, software } = backend.adapter;
  backend.destroy();
  return {
    adapter: name,
    software,
    browser: browserName(),
    machine: `${navigator.hardwareConcurrency} threads, ${navigator.platform}`,
    commit: (import.meta.env.VITE_COMMIT as string | undefined) || UNKNOWN,
    date: new Date().toISOString(),
    quick,
  };
}

/** What the command line calls in this page. Everything is JSON. */
export interface BenchPage {
  section(name: SectionName, request: Request): Promise<SectionResult>;
  circumstances(quick: boolean): Promise<Circumstances>;
}

declare global {
  interface Window {
    fourgateBench?: BenchPage;
  }
}

/** What marks a line of progress among the page's console messages. */
export const PROGRESS = 'bench: ';

export function offerToCommandLine(): void {
  window.fourgateBench = {
    section: (name, request) =>
      measureSection(name, request, (progress) => console.info(`${PROGRESS}${name}: ${progress}`)),
    circumstances,
  };
}
