import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { TWIN_OPTIONS, twinOptions } from '../../scripts/twin_options.ts';
import { root } from '../house/sources.ts';

it('the PyTorch twin reads the options as declared', () => {
  const rewrite = `node --import tsx scripts/twin_options.ts writes ${TWIN_OPTIONS} anew`;
  expect(readFileSync(join(root, TWIN_OPTIONS), 'utf8'), rewrite).toBe(twinOptions());
});
