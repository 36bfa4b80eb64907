import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as fourgate from '../../src/index.ts';
import { root } from './tarball.ts';

const pages = join(root, 'dist-docs');

describe('npm run docs', () => {
  beforeAll(() => {
    execFileSync('npm', ['run', '--silent', 'docs'], { cwd: root, shell: process.platform === 'win32' });
  });

  it.each(Object.keys(fourgate))('makes a page of %s', (name) => {
    expect(['functions', 'classes'].some((kind) => existsSync(join(pages, kind, `${name}.html`)))).toBe(true);
  });

  it('says what each option of a declared table means', () => {
    const page = readFileSync(join(pages, 'interfaces/TrainerOptions.html'), 'utf8');
    expect(page).toContain('Factor on the learning rate after every epoch. Default 1.');
  });
});
