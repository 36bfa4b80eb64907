import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { captionerOf } from '../../src/checkpoint/apply.ts';
import { importWeights } from '../../src/checkpoint/weights.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { CheckpointError } from '../../src/errors.ts';
import { tensor } from '../../src/tensor.ts';
import { describeWithCase, expectedOfCases } from '../support/shared_data.ts';

interface Expected {
  readonly weights: {
    readonly words: readonly string[];
    readonly features: readonly (readonly number[])[];
    readonly captions: readonly (readonly number[])[];
    readonly files: Readonly<Record<string, { readonly loss: number | null }>>;
  };
}

/** Files that a captioner of ours cannot be, each with what its refusal says. */
const refusals: Readonly<Record<string, RegExp>> = {
  'pt_two_layers.safetensors': /lstm\.weight_ih_l1: .*several recurrent layers \(num_layers\)/,
  'pt_bidirectional.safetensors': /lstm\.weight_ih_l0_reverse: .*bidirectional/,
  'pt_nan.safetensors': /\.\w+\[\d+(, \d+)?\]: expected a finite number, found (NaN|-?Infinity)\. .*diverged/,
  // Its pickle is an empty dictionary: the tensors beside it have no names.
  'pt_torch_save.pth': /the file has no tensors at all/,
};

describeWithCase('weights', 'weights of other programs', (path) => {
  const { words, features, captions, files } = expectedOfCases<Expected>().weights;
  const vocabulary = { idxToWord: words, wordToIdx: Object.fromEntries(words.map((word, index) => [word, index])) };
  const open = (file: string) => importWeights(readFileSync(join(path, file)), file, vocabulary);

  it('are all tried', () => {
    expect(readdirSync(path).sort()).toEqual(Object.keys(files).sort());
  });

  it.each(Object.keys(files).filter((file) => !(file in refusals)))('%s gives the right loss', async (file) => {
    const model = captionerOf(new CpuBackend({ precision: 'float64' }), open(file));
    const [N, D, columns] = [features.length, features[0]?.length ?? 0, captions[0]?.length ?? 0];
    const { loss } = await model.loss(
      tensor([N, D], Float64Array.from(features.flat())),
      tensor([N, columns], Int32Array.from(captions.flat())),
    );
    // The sum of PyTorch's two biases is rounded to float32, as both of them are.
    const bound = file.startsWith('pt_') ? 1e-7 : 1e-12;
    expect(Math.abs(loss - (files[file]?.loss ?? Number.NaN))).toBeLessThan(bound);
  });

  it.each(Object.entries(refusals))('%s is refused in words that help', (file, message) => {
    expect(() => open(file)).toThrow(CheckpointError);
    expect(() => open(file)).toThrow(message);
  });
});
