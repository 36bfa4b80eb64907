import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../../src/cpu/backend.ts';
import { OptionError, ShapeError } from '../../../src/errors.ts';
import { CaptioningRNN } from '../../../src/model/captioning_rnn.ts';
import type { DecodeOptions } from '../../../src/options/decoding_options.ts';
import { tensor } from '../../../src/tensor.ts';
import { speaker } from './small_speaker.ts';

describe('decode refuses', () => {
  const { model, features } = speaker('rnn');

  it.each([
    [{ beams: 3 }, /option beams.*one of method/],
    [{ method: 'viterbi' }, /method.*greedy, sample, beam.*viterbi/],
    [{ temperature: 2 }, /greedy: option temperature/],
    [{ method: 'sample', beamWidth: 2 }, /sample: option beamWidth/],
    [{ method: 'beam', topK: 2 }, /beam: option topK/],
    [{ maxLength: 0 }, /maxLength.*positive integer/],
    [{ method: 'sample', temperature: 0 }, /temperature.*0\.001/],
    [{ method: 'sample', temperature: Number.NaN }, /temperature/],
    [{ method: 'sample', topK: -1 }, /topK.*integer from 0/],
    [{ method: 'sample', topK: 1.5 }, /topK/],
    [{ method: 'sample', topP: 0 }, /topP/],
    [{ method: 'sample', topP: 1.01 }, /topP/],
    [{ method: 'sample', seed: -1 }, /seed.*4294967295/],
    [{ method: 'beam', beamWidth: 11 }, /beamWidth.*1 to 10.*11/],
    [{ method: 'beam', beamWidth: 3, nBest: 4 }, /nBest.*1 to 3.*4/],
    [{ method: 'beam', lengthNormalization: -0.1 }, /lengthNormalization/],
    [{ alternatives: 11 }, /alternatives.*0 to 10/],
    [{ noImmediateRepeat: 1 }, /noImmediateRepeat.*true or false.*1/],
    [{ noRepeatedTrigram: 'yes' }, /noRepeatedTrigram/],
    [{ suppressUnknown: null }, /suppressUnknown/],
    [{ badEndings: 'with' }, /badEndings.*list of words/],
    [{ badEndings: ['word4', 5] }, /badEndings.*list of words/],
    [{ badEndings: ['word4', 'zebra'] }, /badEndings.*zebra/],
    [{ badEndings: ['toString'] }, /badEndings.*toString/],
  ])('%o', async (options, message) => {
    const { bytes } = model.backend;
    await expect(model.decode(features, options as DecodeOptions)).rejects.toThrow(OptionError);
    await expect(model.decode(features, options as DecodeOptions)).rejects.toThrow(message);
    expect(model.backend.bytes).toBe(bytes);
  });

  it('features of another length, and a vocabulary without <END>', async () => {
    await expect(model.decode(tensor([2, 4], new Float32Array(8)))).rejects.toThrow(ShapeError);
    await expect(model.decode(tensor([0, 5], new Float32Array(0)))).rejects.toThrow(/decode: features/);
    const wordToIdx = { '<NULL>': 0, '<START>': 1, cat: 2 };
    const mute = new CaptioningRNN(new CpuBackend(), { wordToIdx, inputDim: 5 });
    await expect(mute.decode(features)).rejects.toThrow(/<END>/);
  });

  it('nothing if a vocabulary has no <UNK> to suppress', async () => {
    const wordToIdx = { '<NULL>': 0, '<START>': 1, '<END>': 2, cat: 3 };
    const small = new CaptioningRNN(new CpuBackend(), { wordToIdx, inputDim: 5 });
    expect(await small.decode(features, { suppressUnknown: true })).toEqual(await small.decode(features));
  });
});
