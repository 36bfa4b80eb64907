import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../src/cpu/backend.ts';
import { dispose } from '../src/dispose.ts';
import { WebGpuBackend } from '../src/gpu/backend.ts';
import { CaptioningTrainer } from '../src/train/trainer.ts';
import { ImageNetwork } from '../src/vision/network.ts';
import { quietTrainer, startedModel } from './support/resume.ts';

describe('Symbol.dispose', () => {
  it('frees what destroy frees', () => {
    const backend = new CpuBackend();
    const before = backend.bytes;
    {
      using model = startedModel(backend, 'lstm');
      using trainer = quietTrainer(model, {});
      expect(backend.bytes).toBeGreaterThan(before);
      expect(trainer.model).toBe(model);
    }
    expect(backend.bytes).toBe(before);
  });

  it.each([CpuBackend, WebGpuBackend, CaptioningTrainer, ImageNetwork])('is of %o', ({ prototype }) => {
    let destroyed = 0;
    const one = Object.create(prototype, { destroy: { value: () => destroyed++ } });
    one[Symbol.dispose]();
    expect(destroyed).toBe(1);
  });

  it('is what compilers substitute in an engine without it', () => {
    expect(dispose).toBe(Symbol.dispose);
    const source = readFileSync(new URL('../src/dispose.ts', import.meta.url), 'utf8');
    const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
    const exports: { dispose?: symbol } = {};
    runInNewContext(outputText, { exports, Symbol: { for: Symbol.for } });
    expect(exports.dispose).toBe(Symbol.for('Symbol.dispose'));
  });
});
