import { describe, expect, it } from 'vitest';
import { decodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { exportForPyTorch } from '../../src/checkpoint/pytorch.ts';
import { importWeights, readWeights } from '../../src/checkpoint/weights.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { CheckpointError } from '../../src/errors.ts';
import { writeSafetensors } from '../../src/tensor_files/safetensors.ts';
import { npyOf, npz } from '../support/numpy_files.ts';
import { resumeData, savedAt } from '../support/resume.ts';
import { type Pickled, TorchFile } from '../support/torch_files.ts';

const backend = new CpuBackend({ precision: 'float32' });
const options = { updateRule: 'adam' } as const;
const bytes = await savedAt(backend, 'lstm', 3, options);
const checkpoint = decodeCheckpoint(bytes, 'whole');
const { vocabulary } = resumeData;
const words = vocabulary.idxToWord;
const other = words.map((word, index) => (index === 5 ? 'chien' : word));
const others = { idxToWord: other, wordToIdx: Object.fromEntries(other.map((word, index) => [word, index])) };

describe('words', () => {
  const torch = (own: Pickled, name = 'vocabulary') => {
    const file = new TorchFile();
    return file.save(
      new Map<Pickled, Pickled>([
        [name, own],
        ['model', file.stateDict({ ...checkpoint.parameters })],
      ]),
    );
  };
  const width = Math.max(...words.map((word) => word.length));
  const utf32 = Uint32Array.from(
    words.flatMap((word) => Array.from({ length: width }, (_, i) => word.codePointAt(i) ?? 0)),
  );
  const numpy = (descr: string) => npyOf(descr, [words.length], new Uint8Array(utf32.buffer));

  it.each([
    ['a checkpoint', bytes],
    ['the export for PyTorch', exportForPyTorch(checkpoint)],
    ['safetensors, by number', writeSafetensors(checkpoint.parameters, { idx_to_word: JSON.stringify({ ...words }) })],
    [
      'safetensors, by word',
      writeSafetensors(checkpoint.parameters, { word_to_idx: JSON.stringify(vocabulary.wordToIdx) }),
    ],
    ['torch.save, a list', torch(words)],
    ['torch.save, by number', torch(new Map(words.map((word, index) => [index, word])), 'idx_to_word')],
    ['torch.save, by word', torch(new Map(words.map((word, index) => [word, index])), 'word_to_idx')],
    ['NumPy', npz({ ...checkpoint.parameters }, {}, { 'idx_to_word.npy': numpy(`'<U${width}'`) })],
  ])('of %s take precedence, and others are an error', (_, file) => {
    expect(importWeights(file, 'file').vocabulary).toEqual(words);
    expect(importWeights(file, 'file', vocabulary).vocabulary).toEqual(words);
    expect(() => importWeights(file, 'file', others)).toThrow(CheckpointError);
    expect(() => importWeights(file, 'file', others)).toThrow(/file: word 5 of 9: expected "chien".*found "/);
    expect(readWeights(file, 'file', other).vocabulary).toEqual(words);
  });

  it('that call the special ones otherwise are those of CS231n, in the file and given with it', () => {
    const theirs = words.map((word) => ({ '<NULL>': '<pad>', '<START>': '[START]', '<END>': '</s>' })[word] ?? word);
    const given = { idxToWord: theirs, wordToIdx: Object.fromEntries(theirs.map((word, index) => [word, index])) };
    const named = writeSafetensors(checkpoint.parameters, { vocabulary: JSON.stringify(theirs) });
    for (const file of [named, writeSafetensors(checkpoint.parameters), bytes]) {
      expect(importWeights(file, 'file', given).vocabulary).toEqual(words);
    }
    expect(importWeights(named, 'file', vocabulary).vocabulary).toEqual(words);
  });

  it.each([
    ['text', writeSafetensors(checkpoint.parameters, { vocabulary: 'words.txt' })],
    ['a list of numbers', torch([1, 2, 3])],
    [
      'a word without a number',
      torch(
        new Map<Pickled, Pickled>([
          ['a', 0],
          ['b', 2],
        ]),
        'word_to_idx',
      ),
    ],
    [
      'two words with one number',
      torch(
        new Map<Pickled, Pickled>([
          ['a', 0],
          ['b', 0],
        ]),
        'word_to_idx',
      ),
    ],
    ['objects', npz({ ...checkpoint.parameters }, {}, { 'idx_to_word.npy': npyOf("'|O'", [9], new Uint8Array(9)) })],
    [
      'no characters',
      npz({ ...checkpoint.parameters }, {}, { 'idx_to_word.npy': npyOf("'<U1'", [1], new Uint8Array(4).fill(255)) }),
    ],
  ])('that are %s are refused, not replaced by those given', (_, file) => {
    expect(() => importWeights(file, 'file', vocabulary)).toThrow(/file: (vocabulary|idx_to_word|word_to_idx)/);
    expect(() => importWeights(file, 'file', vocabulary)).toThrow(CheckpointError);
  });
});
