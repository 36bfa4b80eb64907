import { defineOp } from './op.ts';

/** y = tanh(x), without overflow at any finite x. */
export const tanh = defineOp({ name: 'tanh', dims: ['Q'], reads: { x: ['Q'] }, writes: { y: ['Q'] } });
