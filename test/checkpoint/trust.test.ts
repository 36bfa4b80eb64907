import { describe, expect, it } from 'vitest';
import { resumeTraining } from '../../src/checkpoint/apply.ts';
import { decodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { importWeights } from '../../src/checkpoint/weights.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { CheckpointError } from '../../src/errors.ts';
import type { Tensor } from '../../src/tensor.ts';
import { readSafetensors, writeSafetensors } from '../../src/tensor_files/safetensors.ts';
import { quietTrainer, resumeData, savedAt, startedModel } from '../support/resume.ts';
import { savedAgain } from '../support/saved_again.ts';

const backend = new CpuBackend({ precision: 'float32' });
const options = { updateRule: 'adam' } as const;
const bytes = await savedAt(backend, 'lstm', 3, options);
const checkpoint = decodeCheckpoint(bytes, 'whole');
const { vocabulary } = resumeData;

/** A checkpoint with a valid checksum, and these strings in place of its own. */
function withStrings(strings: Readonly<Record<string, string>>): Uint8Array {
  const { tensors, metadata } = readSafetensors(bytes, 'first');
  const numbers = [...tensors].map(([name, { shape, read }]) => [name, { shape, data: read() }] as const);
  return writeSafetensors(Object.fromEntries(numbers), { ...metadata, ...strings });
}

describe('a checkpoint that another program has saved again', () => {
  const { training: _, dataset: __, ...weights } = checkpoint;

  it('is read as weights, with a note that its training cannot be trusted', () => {
    for (const keep of [
      ({ fourgate_crc32: _crc, ...metadata }: Readonly<Record<string, string>>) => metadata,
      (metadata: Readonly<Record<string, string>>) => metadata,
    ]) {
      const found = importWeights(savedAgain(bytes, keep), 'again');
      expect(found).toEqual({ ...weights, configuration: { ...weights.configuration, seed: 0 }, remark: found.remark });
      expect(found.remark).toMatch(/without a checksum.*cannot be trusted/);
      expect(() => decodeCheckpoint(savedAgain(bytes, keep), 'again')).toThrow(/a checksum, found none.*loadCaptioner/);
    }
  });

  it('without its strings is read with given words, despite the moments in it', () => {
    const again = savedAgain(bytes, () => undefined);
    const found = importWeights(again, 'again', vocabulary);
    expect(found.parameters).toEqual(checkpoint.parameters);
    expect(found.remark).toMatch(/cannot be trusted/);
    expect(() => importWeights(again, 'again')).toThrow(/words in the file, or a vocabulary given/);
  });

  it('is refused if its version is newer', () => {
    const newer = savedAgain(bytes, (metadata) => ({ ...metadata, fourgate_version: '2' }));
    expect(() => importWeights(newer, 'again')).toThrow(/version 1, found version 2/);
  });

  it('cannot be resumed', () => {
    const again = importWeights(
      savedAgain(bytes, (metadata) => metadata),
      'again',
    );
    const trainer = quietTrainer(startedModel(backend, 'lstm'), options);
    expect(() => resumeTraining(trainer, again, resumeData)).toThrow(/weights only/);
  });
});

describe('a checkpoint with a valid checksum and', () => {
  const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
  it.each(
    (['configuration', 'vocabulary', 'training', 'dataset', 'notes'] as const).flatMap((name) =>
      ['', 'null', '7', '"text"', '[[1]]', '{', '{"step":"x"}', '{"hiddenDim":1e999}', deep].map(
        (text) => [name, text] as const,
      ),
    ),
  )('other %s: %.20s is a CheckpointError, or read', (name, text) => {
    const file = withStrings({ [name]: text });
    try {
      const { notes } = decodeCheckpoint(file, 'file');
      expect(name).toBe('notes');
      expect(Object.keys(notes ?? {})).toEqual(Object.keys(JSON.parse(text)));
    } catch (error) {
      expect(error).toBeInstanceOf(CheckpointError);
      expect((error as Error).message).toContain(`file: ${name}`);
    }
  });

  const training = JSON.parse(readSafetensors(bytes, 'first').metadata.training ?? '');
  it.each([
    ['step', -1],
    ['step', 2],
    ['settings', []],
    ['moments', 'm'],
    ['moments', ['w']],
    ['minibatches', null],
    ['minibatches', { random: [[]], dealt: 0 }],
    ['minibatches', { random: [1, 2, 3, 4], dealt: 0.5 }],
    ['schedule', 7],
  ])('a training whose %s is %j', (name, value) => {
    const file = withStrings({ training: JSON.stringify({ ...training, [name]: value }) });
    expect(() => decodeCheckpoint(file, 'file')).toThrow(CheckpointError);
  });

  it('moments or losses that are not finite', () => {
    const { tensors, metadata } = readSafetensors(bytes, 'first');
    for (const spoilt of ['m.Wx', 'v.b', 'training.loss', 'training.gradient_norm']) {
      const numbers = [...tensors].map(([name, { shape, read }]) => {
        const data = read();
        if (name === spoilt) data[1] = Number.NaN;
        return [name, { shape, data }] as const;
      });
      const file = writeSafetensors(Object.fromEntries<Tensor>(numbers), metadata);
      expect(() => decodeCheckpoint(file, 'file')).toThrow(/\[(0, )?1\]: expected a finite number, found NaN/);
      expect(() => decodeCheckpoint(file, 'file')).toThrow(`file: ${spoilt}`);
    }
  });
});
