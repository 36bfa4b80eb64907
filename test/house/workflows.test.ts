import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesUnder, root } from './sources.ts';

const workflows = filesUnder('.github/workflows', /\.yml$/);
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };

describe.each(workflows)('%s', (file) => {
  const text = readFileSync(join(root, file), 'utf8');

  it('runs existing scripts and files', () => {
    const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(0);
    for (const name of named) expect(scripts).toHaveProperty([name ?? '']);
    const files = [...text.matchAll(/(?:tsx|vitest run --project browser|node) ((?:scripts|test)\/\S+)/g)];
    for (const [, path = ''] of files) expect(existsSync(join(root, path)), path).toBe(true);
  });
});
