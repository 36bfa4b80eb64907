import { defineOp } from './op.ts';

/** y = 1 / (1 + e^−x), without overflow at any finite x. */
export const sigmoid = defineOp({ name: 'sigmoid', dims: ['Q'], reads: { x: ['Q'] }, writes: { y: ['Q'] } });
