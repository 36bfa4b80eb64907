import type { Request } from '../measure.ts';
import type { Circumstances, SectionResult } from '../results.ts';
import type { SectionName } from '../section_names.ts';

/** What computes and in what, as the host itself tells. */
export type Place = Pick<Circumstances, 'adapter' | 'driver' | 'software' | 'browser'>;

/** Where the command line has its sections run: a browser or Node. */
export interface Host {
  /** What the files of the results are called. */
  readonly name: string;
  /** @throws DeviceError when there is no adapter */
  place(): Promise<Place>;
  /** Runs a section in a page or process of its own, so that none finds another's memory or compiled shaders. */
  section(name: SectionName, request: Request): Promise<SectionResult>;
}

/** Reports what is being measured. */
export const say = (progress: string) => process.stderr.write(`${progress}\n`);
