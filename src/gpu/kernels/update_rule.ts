import update from '../../../shaders/updates/update.wgsl?raw';
import type { KnownSizes } from '../kernel.ts';
import { withPiece } from '../shader.ts';
import { oneVec4Each } from './elementwise.ts';

const wholeVec4s = ({ Q = 1, decaying = 1 }: KnownSizes) => Q % 4 === 0 && decaying % 4 === 0;

/** The kernel, but for its op, of a rule whose shader says what a gradient changes. */
export const updateRule = (source: string) => oneVec4Each(withPiece(source, 'UPDATE', update), wholeVec4s);
