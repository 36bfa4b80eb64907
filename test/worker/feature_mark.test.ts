import { describe, expect, it } from 'vitest';
import { checkpointOf } from '../../src/checkpoint/apply.ts';
import { encodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import type { FeatureMark } from '../../src/data/dataset.ts';
import { CheckpointError } from '../../src/errors.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { OpenedCheckpoint } from '../../src/runs/opened_checkpoint.ts';
import { expectFault } from '../data/support/faults.ts';
import { smallData } from './small_data.ts';

const one = { madeBy: 'a network', fingerprint: '1' };
const other = { madeBy: 'another', fingerprint: '2' };

const dataOf = (mark?: FeatureMark) => ({ ...smallData().data, ...(mark && { featureMark: mark }) });

async function openedOf(mark?: FeatureMark): Promise<OpenedCheckpoint> {
  const data = dataOf(mark);
  const sizes = { inputDim: data.featureLength, wordvecDim: 4, hiddenDim: 4, cellType: 'rnn' } as const;
  const model = new CaptioningRNN(new CpuBackend({}), { ...sizes, wordToIdx: data.vocabulary.wordToIdx });
  return OpenedCheckpoint.read(encodeCheckpoint(await checkpointOf(model, { data })), 'mine.safetensors');
}

describe('a checkpoint and data to caption', () => {
  it('do not match if another network made the features', async () => {
    const fault = { where: 'mine.safetensors: features', expected: 'another (2)', found: 'a network (1)' };
    await expectFault(CheckpointError, fault, async () => (await openedOf(one)).checkData(dataOf(other)));
  });

  it('match if one network made the features, or one of the two does not name it', async () => {
    const opened = await openedOf(one);
    for (const mark of [one, { ...one, madeBy: 'the same in other words' }, undefined]) opened.checkData(dataOf(mark));
    expect(opened.checkpoint.dataset?.featureMark).toEqual(one);
    (await openedOf()).checkData(dataOf(other));
  });
});
