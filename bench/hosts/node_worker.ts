import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installWebGpu, nodeAdapter, WITHOUT_ZEROS } from '../../scripts/node_webgpu.ts';
import { sayProgress, serveFunctions } from '../../scripts/served_process.ts';
import { measureSection, type Request } from '../measure.ts';
import type { SectionResult } from '../results.ts';
import type { SectionName } from '../section_names.ts';
import { sections } from '../sections.ts';
import type { Place } from './host.ts';

/** What the process offers that measures. */
export type NodeFunctions = typeof functions;

/** Browsers round the device's times to limit what pages can learn; Node does not. */
const EXACT_TIMES = 'disable-dawn-features=timestamp_quantization';

let installed: Promise<void> | undefined;
const install = (...features: string[]) => {
  installed ??= installWebGpu(features);
  return installed;
};

function packageVersion(): string {
  const file = new URL('package.json', import.meta.resolve('webgpu'));
  return (JSON.parse(readFileSync(fileURLToPath(file), 'utf8')) as { version: string }).version;
}

const functions = {
  /** @throws DeviceError when the package or an adapter is missing */
  async place(): Promise<Place> {
    await install();
    const { name, driver, software } = await nodeAdapter();
    const browser = `Node ${process.versions.node}, webgpu ${packageVersion()}`;
    return { adapter: name, driver, software, browser };
  },

  async section(name: SectionName, request: Request): Promise<SectionResult> {
    // What is only compared, and what tests measure at tiny sizes, does without: what is timed is what a browser runs.
    const timed = name !== 'parity' && request.effort !== 'tiny';
    await install(EXACT_TIMES, ...(timed ? [] : [WITHOUT_ZEROS]));
    return measureSection(sections, name, request, (progress) => sayProgress(`${name}: ${progress}`));
  },
};

serveFunctions(functions);
