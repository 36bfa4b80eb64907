import type { Mutator } from './mutation.ts';

/** A valid file, and how Fourgate reads files of its kind. */
export interface Original {
  /** What is special about it: its layout, its types. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /**
   * Reads a file as whoever uses the library or the page would, and holds that what comes of it can be used: every
   * number finite and in range, every list as long as it must be.
   * @returns all that was read, as plain data and typed arrays
   */
  readonly read: (bytes: Uint8Array) => Promise<unknown>;
  /** Whether bytes carry a checksum of all that they say: a change is then refused or without effect. */
  readonly sealed?: (bytes: Uint8Array) => boolean;
  /** Whether the numbers lie in the file as they are, none of them 0: zeros that are read and lie nowhere were made up. */
  readonly plain?: boolean;
}

/** A kind of file that Fourgate reads. */
export interface Format {
  readonly name: string;
  readonly originals: () => Promise<readonly Original[]>;
  /** What its own structure offers, besides the bytes. */
  readonly mutators: readonly Mutator[];
}

/** Holds a property of what was read. What it throws is no error of Fourgate's, and so a finding. */
export function hold(property: boolean, what: string): void {
  if (!property) throw new Error(`read although ${what}`);
}
