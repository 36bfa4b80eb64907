import { unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { resumeTraining } from '../../src/checkpoint/apply.ts';
import { decodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { exportForPyTorch, toPyTorch } from '../../src/checkpoint/pytorch.ts';
import { importWeights } from '../../src/checkpoint/weights.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { CheckpointError, FourgateError } from '../../src/errors.ts';
import { Random } from '../../src/random.ts';
import { crc32 } from '../../src/tensor_files/crc32.ts';
import { writeSafetensors } from '../../src/tensor_files/safetensors.ts';
import { npz } from '../support/numpy_files.ts';
import { quietTrainer, resumeData, savedAt, startedModel } from '../support/resume.ts';
import { torchFile } from '../support/torch_files.ts';

const backend = new CpuBackend({ precision: 'float32' });
const options = { updateRule: 'adam' } as const;
const bytes = await savedAt(backend, 'lstm', 3, options);
const checkpoint = decodeCheckpoint(bytes, 'whole');
const parameters = { ...checkpoint.parameters };

/** Values at which lengths and signs turn over. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff];

/** One damage of the kinds that copying, cutting and editing do: most of them where headers and directories lie. */
function mutated(file: Uint8Array, random: Random): Uint8Array {
  const result = file.slice();
  const near = () => {
    const from = random.below(3);
    const within = Math.min(result.length, 1500);
    if (from === 0) return random.below(result.length);
    return from === 1 ? random.below(within) : result.length - 1 - random.below(within);
  };
  const times = 1 + random.below(4);
  for (let i = 0; i < times; i++) {
    const at = near();
    const kind = random.below(6);
    if (kind === 0) result[at] = random.below(256);
    else if (kind === 1) result[at] = (result[at] ?? 0) ^ (1 << random.below(8));
    else if (kind === 2) result[at] = EDGES[random.below(EDGES.length)] ?? 0;
    else if (kind === 3) result.fill(EDGES[random.below(EDGES.length)] ?? 0, at, at + 1 + random.below(8));
    else if (kind === 4) result.copyWithin(at, near(), near());
    else return result.slice(0, at);
  }
  return result;
}

/** The zip file with one of its files damaged and its checksums right: what lies behind them is reached. */
function mutatedInside(file: Uint8Array, random: Random): Uint8Array {
  const members = Object.entries(unzipSync(file));
  const chosen = members[random.below(3) === 0 ? random.below(members.length) : 0]?.[0];
  const damaged = members.map(
    ([name, content]) => [name, name === chosen ? mutated(content, random) : content] as const,
  );
  return zipSync(Object.fromEntries(damaged), { level: 0 });
}

/** A file of ours with the checksum that its bytes have now: what lies behind it is reached. */
function checksummed(file: Uint8Array): Uint8Array {
  const at = new TextDecoder('latin1').decode(file.subarray(0, 200)).indexOf('fourgate_crc32":"') + 17;
  if (at < 17 || at + 8 > file.length) return file;
  file.set(new TextEncoder().encode('00000000'), at);
  file.set(new TextEncoder().encode(crc32(file).toString(16).padStart(8, '0')), at);
  return file;
}

describe('a damaged file is refused with a CheckpointError, or read as numbers', () => {
  const inWeights = (file: Uint8Array) => importWeights(file, 'file', resumeData.vocabulary);
  const inCheckpoint = (file: Uint8Array) => decodeCheckpoint(checksummed(file), 'file');
  const torch = torchFile(toPyTorch(checkpoint));

  it.each([
    ['safetensors', writeSafetensors(parameters), mutated, inWeights],
    [
      'safetensors of PyTorch',
      exportForPyTorch(checkpoint),
      mutated,
      (file: Uint8Array) => inWeights(checksummed(file)),
    ],
    ['npz', npz(parameters, { half: true }), mutated, inWeights],
    ['arrays in npz', npz(parameters, { fortran: true, version: 2 }), mutatedInside, inWeights],
    ['torch.save', torch, mutated, inWeights],
    ['the pickle in torch.save', torch, mutatedInside, inWeights],
    ['a checkpoint', bytes, mutated, inCheckpoint],
  ])('%s', (_, file, damage, read) => {
    const random = new Random(9);
    let refused = 0;
    for (let i = 0; i < 2000; i++) {
      const damaged = damage(file, random);
      try {
        const { parameters: found } = read(damaged);
        for (const { data } of Object.values(found)) expect(data.every(Number.isFinite)).toBe(true);
      } catch (error) {
        if (!(error instanceof CheckpointError)) throw new Error(`mutation ${i}`, { cause: error });
        expect(error.message.length).toBeLessThan(2000);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(400);
  });

  it('a training in it resumes, or is refused with a message', () => {
    const random = new Random(10);
    for (let i = 0; i < 400; i++) {
      try {
        const trainer = quietTrainer(startedModel(backend, 'lstm'), options);
        resumeTraining(trainer, decodeCheckpoint(checksummed(mutated(bytes, random)), 'file'), resumeData);
      } catch (error) {
        if (!(error instanceof FourgateError)) throw new Error(`mutation ${i}`, { cause: error });
      }
    }
  });
});
