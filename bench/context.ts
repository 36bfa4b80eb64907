import type { Backend } from '../src/ops/backend.ts';
import type { SectionResult } from './results.ts';

/** How much is measured: what a test can afford, a few minutes, or all sizes. */
export const EFFORTS = ['tiny', 'quick', 'full'] as const;
export type Effort = (typeof EFFORTS)[number];

/** What a section works with; passed in, so that a test can pass a backend that computes wrongly. */
export interface Context {
  readonly effort: Effort;
  /** Opens the backend to be measured. The caller destroys it. */
  readonly open: () => Promise<Backend>;
  /** Opens a CPU backend: float64 to check against, float32 to compare speeds with. */
  readonly openCpu: (precision: 'float32' | 'float64') => Backend;
  /** Best rate at which the adapter copies memory, GB/s (read + written); undefined where there is no adapter. */
  readonly copyRate: () => Promise<number | undefined>;
  /** Which libraries to run beside Fourgate; all if it is not said. */
  readonly peers?: readonly string[];
  /** Reports what is being measured. */
  readonly say: (progress: string) => void;
}

/** One part of the benchmark. */
export interface Section {
  readonly title: string;
  /** How its numbers are made, for the reader. */
  readonly how: string;
  run(context: Context): Promise<Omit<SectionResult, 'section' | 'title'>>;
}

/** Chooses by effort. */
export function by<T>({ effort }: Pick<Context, 'effort'>, choices: Readonly<Record<Effort, T>>): T {
  return choices[effort];
}

/** What went wrong, in words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
