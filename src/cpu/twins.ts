import type { OpExport, OpName, Ops, opsByExport } from '../ops/every_op.ts';
import * as exported from './every_twin.ts';
import type { Twin } from './twin.ts';

/** An op without a twin does not compile. */
const byExport: { readonly [K in OpExport]: Twin<(typeof opsByExport)[K]> } = exported;

/** An op is named as its export, `affine_forward` as `affineForward`. */
const nameOf = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The CPU twin of every op, by the op's name: without the records of ops, of which a program loads those that it calls. */
export const twins = Object.fromEntries(Object.entries(byExport).map(([name, twin]) => [nameOf(name), twin])) as {
  readonly [K in OpName]: Twin<Ops[K]>;
};
