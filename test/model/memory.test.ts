import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { DeviceError } from '../../src/errors.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { checkFits } from '../../src/model/memory.ts';
import type { Backend } from '../../src/ops/backend.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import { wordToIdx } from '../support/captions.ts';
import { smallDataset } from '../support/dataset.ts';
import { bytesOfTraining } from '../support/memory.ts';
import { UPDATE_RULES } from '../support/update_rules.ts';

const modelOptions = (cellType: 'rnn' | 'lstm', { D = 4, W = 3, H = 5, V = 9 } = {}) => ({
  ...{ wordToIdx: wordToIdx(V), inputDim: D, wordvecDim: W, hiddenDim: H, cellType },
});

function model(cellType: 'rnn' | 'lstm', sizes = {}, backend = new CpuBackend()) {
  return new CaptioningRNN(backend, modelOptions(cellType, sizes));
}

/** A backend on which no buffer of a call is longer. */
function smallBackend(maxBufferLength: number): CpuBackend {
  const backend = new CpuBackend();
  Object.defineProperty(backend, 'maxBufferLength', { value: maxBufferLength });
  return backend;
}

describe.each(['rnn', 'lstm'] as const)('memory of %s training', (cellType) => {
  it.each([
    { N: 25, T: 16, D: 40, W: 33, H: 37, V: 101 },
    { N: 100, T: 16, D: 64, W: 32, H: 64, V: 1004 },
    { N: 3, T: 5, D: 512, W: 64, H: 48, V: 3000 },
  ])('is what a dry run counts, N=$N T=$T D=$D W=$W H=$H V=$V', async ({ N, T, D, W, H, V }) => {
    const data = smallDataset({ captions: 2 * N, images: 10, T, D, V });
    for (const updateRule of UPDATE_RULES) {
      for (const precision of ['float32', 'float64'] as const) {
        const backend = new CpuBackend({ precision });
        const [given, options] = [modelOptions(cellType, { D, W, H, V }), { updateRule, batchSize: N, verbose: false }];
        const expected = bytesOfTraining(backend, given, data, options);
        expect(backend.bytes).toBe(0);
        new CaptioningTrainer(new CaptioningRNN(backend, given), data, options);
        expect(backend.bytes).toBe(expected);
      }
    }
  });

  it('grows by what dropout stores', () => {
    const [sizes, N, T] = [{ D: 20, W: 33, H: 37, V: 101 }, 25, 16];
    const captioner = model(cellType, sizes);
    const data = smallDataset({ captions: 2 * N, images: 10, T, D: 20, V: 101 });
    const options = { batchSize: N, verbose: false };
    const dropout = { words: 0.5, output: 0.5 };
    const counted = (given: object) =>
      bytesOfTraining(captioner.backend, modelOptions(cellType, sizes), data, { ...options, ...given });
    new CaptioningTrainer(captioner, data, { ...options, dropout });
    expect(captioner.backend.bytes).toBe(counted({ dropout }));
    expect(counted({ dropout }) - counted({})).toBe(4 * (101 * 33 + N * T * 37));
  });

  it('stays the same over 2,000 steps', async () => {
    const captioner = model(cellType);
    const options = { batchSize: 4, maxSteps: 2000, numEpochs: 2000, verbose: false } as const;
    const trainer = new CaptioningTrainer(captioner, smallDataset(), options);
    const { bytes } = captioner.backend;
    const seen = new Set<number>();
    await trainer.train({ onStep: () => seen.add(captioner.backend.bytes) });
    expect(trainer.lossHistory).toHaveLength(2000);
    expect([...seen]).toEqual([bytes]);
  });
});

describe('sizes that exceed the backend', () => {
  it.each([
    [{ V: 9000 }, /W_embed \(V·W\).*at most 4096 numbers.*Lower wordvecDim or the vocabulary/],
    [{ H: 90, V: 50 }, /Wh \(H·4H\).*found \d+, 32400 of them here.*Lower hiddenDim/],
    [{ D: 2000 }, /W_proj \(D·H\).*Lower hiddenDim or inputDim/],
  ])('parameters %j: the error names the sizes to lower, and nothing is allocated', (sizes, message) => {
    const backend = smallBackend(4096);
    const made = () => model('lstm', { W: 6, ...sizes }, backend);
    expect(made).toThrow(DeviceError);
    expect(made).toThrow(message);
    expect(backend.bytes).toBe(0);
  });

  it.each([
    ['webgpu', 'Lower hiddenDim, or choose the CPU backend.'],
    ['cpu', 'Lower hiddenDim.'],
  ] as const)('on %s the advice is one that can be followed', (kind, remedy) => {
    const backend = Object.create(smallBackend(4), { kind: { value: kind } }) as Backend;
    const check = () => checkFits('model', backend, [{ label: 'Wh (H·4H)', length: 16 }]);
    expect(check).toThrow(expect.objectContaining({ fault: expect.objectContaining({ remedy }) }));
  });

  it('a minibatch: the error names them too, and allocations are freed', () => {
    const captioner = model('lstm', {}, smallBackend(4096));
    const { bytes } = captioner.backend;
    const train = (batchSize: number) => new CaptioningTrainer(captioner, smallDataset(), { batchSize });
    expect(() => train(64)).toThrow(/64 captions of 5 steps: da \(N·T·4H\).*found 6400.*hiddenDim or the minibatch/);
    expect(captioner.backend.bytes).toBeLessThanOrEqual(2 * bytes);
  });
});
