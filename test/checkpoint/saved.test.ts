import { describe, expect, it } from 'vitest';
import { captionerOf, loadInto, resumeTraining } from '../../src/checkpoint/apply.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { exportForPyTorch } from '../../src/checkpoint/pytorch.ts';
import { importWeights } from '../../src/checkpoint/weights.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { DataError, OptionError, ShapeError } from '../../src/errors.ts';
import type { FloatTensor } from '../../src/tensor.ts';
import { outcomeOf, quietTrainer, resumeData, savedAt, startedModel } from '../support/resume.ts';

const backend = new CpuBackend({ precision: 'float32' });
const options = { updateRule: 'adam' } as const;
const bytes = await savedAt(backend, 'lstm', 3, options);
const checkpoint = decodeCheckpoint(bytes, 'whole');
const words = resumeData.vocabulary.idxToWord;

describe('a saved file', () => {
  const spoil = ({ shape, data }: FloatTensor) => ({ shape, data: data.map((x, i) => (i === 7 ? Number.NaN : x)) });
  const spoilt = { ...checkpoint, parameters: { ...checkpoint.parameters, Wx: spoil(checkpoint.parameters.Wx) } };

  it('never contains a number that is not finite', () => {
    const message = /Wx\[0, 7\]: expected a finite number, found NaN.*diverged.*use what was saved before/;
    for (const save of [encodeCheckpoint, exportForPyTorch]) {
      expect(() => save(spoilt)).toThrow(DataError);
      expect(() => save(spoilt)).toThrow(message);
    }
    const { training } = checkpoint;
    if (!training) throw new Error('no training');
    const { m, ...moments } = training.moments;
    if (!m) throw new Error('no moments');
    const diverged = { ...training, moments: { ...moments, m: { ...m, Wx: spoil(m.Wx) } } };
    expect(() => encodeCheckpoint({ ...checkpoint, training: diverged })).toThrow(/m\.Wx\[0, 7\]/);
  });

  it('has JSON notes', () => {
    const endless: Record<string, unknown> = {};
    endless.self = endless;
    expect(() => encodeCheckpoint({ ...checkpoint, notes: endless })).toThrow(/notes: expected plain JSON/);
    expect(() => encodeCheckpoint({ ...checkpoint, notes: { big: 1n } })).toThrow(DataError);
    const nested = (levels: number): Record<string, unknown> => (levels === 1 ? {} : { a: nested(levels - 1) });
    expect(() => encodeCheckpoint({ ...checkpoint, notes: nested(101) })).toThrow(
      /notes: .*at most 100 levels deep, found 101/,
    );
    const deepest = { ...checkpoint, notes: nested(100) };
    expect(decodeCheckpoint(encodeCheckpoint(deepest), 'again')).toEqual(deepest);
  });

  it('for PyTorch matches its own sizes', () => {
    const parameters = { ...checkpoint.parameters, Wh: checkpoint.parameters.Wx };
    expect(() => exportForPyTorch({ ...checkpoint, parameters })).toThrow(ShapeError);
    expect(() => exportForPyTorch({ ...checkpoint, vocabulary: ['<NULL>'] })).toThrow(ShapeError);
  });

  it('leaves a mismatched model and trainer unchanged', async () => {
    const trainer = quietTrainer(startedModel(backend, 'lstm'), options);
    const before = structuredClone(outcomeOf(trainer));
    expect(() => resumeTraining(trainer, spoilt, resumeData)).toThrow(DataError);
    expect(outcomeOf(trainer)).toEqual(before);
    expect((await trainer.state()).step).toBe(0);
    expect(() => loadInto(trainer.model, spoilt, words)).toThrow(DataError);
    expect(() => captionerOf(backend, spoilt)).toThrow(DataError);
    expect(outcomeOf(trainer)).toEqual(before);
  });
});

describe('arguments of the wrong kind are an OptionError that says what is expected', () => {
  const call =
    (callee: unknown, ...args: unknown[]) =>
    () =>
      (callee as (...args: unknown[]) => unknown)(...args);
  it.each([
    [
      'an ArrayBuffer',
      call(importWeights, bytes.buffer, 'file'),
      /loadCaptioner: bytes: .*Uint8Array.*new Uint8Array\(buffer\)/,
    ],
    [
      'shared bytes',
      call(importWeights, new Uint8Array(new SharedArrayBuffer(9)), 'file'),
      /no other thread.*SharedArrayBuffer/,
    ],
    ['a path', call(importWeights, 'weights.npz', 'file'), /bytes of a file as a Uint8Array, found the string/],
    ['no name', call(importWeights, bytes), /loadCaptioner: where: .*name of the file/],
    ['a list of words', call(importWeights, bytes, 'file', words), /vocabulary: .*idxToWord: \[/],
    [
      'words that are numbers',
      call(importWeights, bytes, 'file', { idxToWord: [1] }),
      /idxToWord\[0\]: expected a word/,
    ],
    ['text', call(decodeCheckpoint, 'text', 'file'), /decodeCheckpoint: bytes/],
    ['no checkpoint', call(encodeCheckpoint, undefined), /a checkpoint, found nothing/],
    ['no parameters', call(exportForPyTorch, { configuration: {}, vocabulary: [] }), /parameters/],
    ['no training', call(encodeCheckpoint, { ...checkpoint, training: {} }), /training\.minibatches/],
  ])('%s', (_, wrong, message) => {
    expect(wrong).toThrow(OptionError);
    expect(wrong).toThrow(message);
  });
});
