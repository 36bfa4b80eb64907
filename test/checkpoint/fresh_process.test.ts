import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderStore } from '../../src/checkpoint/folder_store.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { savedAt, unbroken } from '../support/resume.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fourgate-resume-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a training that is resumed in another process', () => {
  it('gives the bits of an uninterrupted one: 30 steps, a file, 30 more steps', async () => {
    const options = { updateRule: 'adam', sampling: 'shuffled', dropout: { words: 0.2, output: 0.5 } } as const;
    const backend = new CpuBackend({ precision: 'float32' });
    await folderStore(folder).write('half.safetensors', await savedAt(backend, 'lstm', 30, options));
    const script = resolve(import.meta.dirname, 'resume_in_process.ts');
    const args = ['--import', 'tsx', script, join(folder, 'half.safetensors'), '60', JSON.stringify(options)];
    const continued: unknown = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
    const whole = await unbroken(backend, 'lstm', 60, options);
    expect(whole[0]).toHaveLength(60);
    expect(continued).toEqual(whole);
  });
});
