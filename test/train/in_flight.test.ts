import { describe, expect, it } from 'vitest';
import { WebGpuBackend } from '../../src/gpu/backend.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import type { TrainControl } from '../../src/train/control.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import { FakeDevice } from '../gpu/fake_device.ts';
import { smallDataset } from '../support/dataset.ts';

const STEPS = 8;

/** A training on a device that finishes a submit only when it is told to. */
async function setUp() {
  const fake = new FakeDevice();
  const running: (() => void)[] = [];
  const createBuffer = fake.createBuffer.bind(fake);
  fake.createBuffer = (descriptor) => ({
    ...createBuffer(descriptor),
    mapAsync: () => new Promise((resolve) => running.push(() => resolve({}))),
  });
  const data = smallDataset();
  const { wordToIdx } = data.vocabulary;
  const backend = await WebGpuBackend.open(fake.device);
  const model = new CaptioningRNN(backend, { wordToIdx, inputDim: 4, wordvecDim: 3, hiddenDim: 5, cellType: 'lstm' });
  const options = { updateRule: 'adam', sampling: 'shuffled', batchSize: 4, verbose: false } as const;
  const trainer = new CaptioningTrainer(model, data, { ...options, numEpochs: 10, maxSteps: STEPS });
  return { fake, running, trainer };
}

/** Lets everything happen that does not wait for the device. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve));
}

/** Steps submitted so far and not finished, seen before the device finishes each; then lets the training end. */
async function underWay(control: TrainControl = {}): Promise<{ seen: number[]; losses: number }> {
  const { fake, running, trainer } = await setUp();
  const training = trainer.train(control);
  const seen: number[] = [];
  for (let finished = 0; finished < STEPS; finished++) {
    await settle();
    seen.push(fake.submits.length - finished);
    running.shift()?.();
  }
  await settle();
  // The parameters are read when training ends.
  running.shift()?.();
  await training;
  return { seen, losses: trainer.lossHistory.length };
}

describe('steps in flight', () => {
  it('are three until the last has begun, so that two are queued whenever the device finishes one', async () => {
    expect(await underWay()).toEqual({ seen: [3, 3, 3, 3, 3, 3, 2, 1], losses: STEPS });
  });

  it('are as many with a callback for every step', async () => {
    const told: number[] = [];
    const { seen } = await underWay({ onStep: ({ step }) => told.push(step), beforeStep: () => undefined });
    expect(seen).toEqual([3, 3, 3, 3, 3, 3, 2, 1]);
    expect(told).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('are all submitted before anything is awaited', async () => {
    const { fake, running, trainer } = await setUp();
    const training = trainer.train();
    expect(fake.submits).toHaveLength(3);
    for (let finished = 0; finished <= STEPS; finished++) {
      await settle();
      running.shift()?.();
    }
    await training;
  });
});
