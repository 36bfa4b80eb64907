import { defineOp } from './op.ts';

/** x becomes the number nearest to it from −greatest to greatest; NaN stays. */
export const clamp = defineOp({
  name: 'clamp',
  dims: ['Q'],
  scalars: ['greatest'],
  reads: {},
  updates: { x: ['Q'] },
});
