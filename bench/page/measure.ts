import { openBackend } from '../../src/open_backend.ts';
import { measureSection, type Request } from '../measure.ts';
import type { Circumstances, SectionResult } from '../results.ts';
import type { SectionName } from '../section_names.ts';
import { allSections } from './sections.ts';

/** The commit of a page whose build did not know it. */
export const UNKNOWN = 'unknown';

/** Runs one section on this page's adapter. */
export const measureHere = (name: SectionName, request: Request, say: (progress: string) => void) =>
  measureSection(allSections, name, request, say);

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
      measureHere(name, request, (progress) => console.info(`${PROGRESS}${name}: ${progress}`)),
    circumstances,
  };
}
