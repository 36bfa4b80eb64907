import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { TWIN_OPTIONS, twinOptions } from '../../scripts/twin_options.ts';
import { root } from '../house/sources.ts';
import { UPDATE_RULES } from '../support/update_rules.ts';

const text = (path: string) => readFileSync(join(root, path), 'utf8');

it('the PyTorch twin reads the options as declared', () => {
  const rewrite = `node --import tsx scripts/twin_options.ts writes ${TWIN_OPTIONS} anew`;
  expect(text(TWIN_OPTIONS), rewrite).toBe(twinOptions());
});

// Here, where no Python is needed: without one the twin itself is not tried.
it.each(UPDATE_RULES)('the PyTorch twin has the update rule %s, and a run that is compared', (rule) => {
  const [, table] = /^RULES: .* = \{([^}]*)\}/m.exec(text('python/fourgate_torch/update_rules.py')) ?? [];
  expect(table).toContain(`"${rule}": `);
  const runs = text('test/python/one_process.test.ts');
  // Without --rule a run has the default.
  if (rule !== 'adam') expect(runs).toContain(`--rule ${rule} `);
});
