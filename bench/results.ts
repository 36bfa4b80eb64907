import type { Timing } from './statistics.ts';

/** Unit of a column; it decides how its numbers are written. */
export type Unit =
  | 'text'
  | 'count'
  | 'ms'
  | 'µs'
  | 'GFLOP/s'
  | 'GB/s'
  | 'MB'
  | '%'
  | '×'
  | 'a second'
  | 'GFLOP'
  | 'number';

export interface Column {
  readonly label: string;
  readonly unit: Unit;
  /** A share of a whole: the page draws it as a bar too. */
  readonly meter?: boolean;
}

/** `null`: there is no such number. */
export type Cell = string | number | Timing | null;

export interface Table {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Lines over a logarithmic x axis. */
export interface Plot {
  readonly title: string;
  readonly x: { readonly label: string; readonly values: readonly number[] };
  readonly y: string;
  readonly logarithmic: boolean;
  readonly lines: readonly { readonly label: string; readonly values: readonly number[] }[];
  /** A level worth seeing, such as a speed-up of 1. */
  readonly level?: number;
}

/** What one section of the benchmark found. */
export interface SectionResult {
  readonly section: string;
  readonly title: string;
  readonly tables: readonly Table[];
  readonly plots: readonly Plot[];
  /** Sentences about the numbers. */
  readonly notes: readonly string[];
  /** What did not do what it should, and was therefore not timed. */
  readonly faults: readonly string[];
}

/** Where and when the numbers were found. */
export interface Circumstances {
  readonly adapter: string;
  /** Whether the adapter computes on the CPU: its times say nothing about a GPU. */
  readonly software: boolean;
  /** The adapter's driver, where it is known. */
  readonly driver?: string;
  /** The browser with its version; in Node the versions of Node and of the package `webgpu`. */
  readonly browser: string;
  readonly machine: string;
  /** Of the package, where that was measured. */
  readonly version?: string;
  readonly commit: string;
  /** ISO 8601, UTC. */
  readonly date: string;
  /** Smaller sizes and fewer runs. */
  readonly quick: boolean;
}

/** Everything of one benchmark run: what is saved as JSON, and all that the page and the Markdown show. */
export interface Results {
  readonly circumstances: Circumstances;
  readonly sections: readonly SectionResult[];
}
