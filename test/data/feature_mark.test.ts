import { describe, expect, it } from 'vitest';
import { captionerOf, checkDataset, checkpointOf } from '../../src/checkpoint/apply.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { memorySource } from '../../src/data/byte_source.ts';
import { markAttributes } from '../../src/data/feature_mark.ts';
import { writeHdf5 } from '../../src/data/hdf5/write.ts';
import { openHdf5 } from '../../src/data/hdf5.ts';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { CheckpointError, DataError } from '../../src/errors.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { cocoFolder, filesOf } from './support/coco_folder.ts';
import { expectFault } from './support/faults.ts';
import { hdf5Module } from './support/hdf5_module.ts';
import { type Formats, hdf5Bytes } from './support/write_hdf5.ts';

const mark = { madeBy: 'a small network, layer 3; 227 × 227', fingerprint: 'abc123' };
const other = { ...mark, fingerprint: 'def456' };

/** The files of a small folder whose features say that these made them. */
async function markedFiles(marks: Record<string, Record<string, string>>) {
  const files = await filesOf(cocoFolder());
  return files.map((file) => {
    const [, split = ''] = /^(\w+)2014_vgg/.exec(file.name) ?? [];
    const attributes = marks[split];
    if (!attributes) return file;
    const rows = split === 'train' ? 3 : 2;
    const data = Float32Array.from({ length: 3 * rows }, (_, i) => i + (split === 'train' ? 0 : 100));
    return { ...file, bytes: writeHdf5({ features: { data, shape: [rows, 3], attributes } }) };
  });
}

const load = async (marks: Record<string, Record<string, string>>) =>
  loadCocoData({ name: 'own', files: await markedFiles(marks) });

describe('attributes of a dataset', () => {
  it('that we write can be read by us and by the HDF5 library', async () => {
    const attributes = markAttributes(mark);
    const bytes = writeHdf5({ features: { data: new Float32Array(6), shape: [2, 3], attributes } });
    const file = await openHdf5(memorySource('f.h5', bytes));
    expect(Object.fromEntries(file.dataset('features').attributes)).toEqual(attributes);
    expect(file.dataset('features').readFloats(0, 2)).toEqual(new Float32Array(6));
    const { h5wasm, module } = await hdf5Module();
    module.FS.writeFile('/attributes.h5', bytes);
    const theirs = new h5wasm.File('/attributes.h5', 'r');
    const dataset = theirs.get('features');
    if (!(dataset instanceof h5wasm.Dataset)) throw new Error('no dataset');
    const found = Object.entries(dataset.attrs).map(([name, { value }]) => [name, value]);
    expect(Object.fromEntries(found)).toEqual(attributes);
    theirs.close();
    module.FS.unlink('/attributes.h5');
  });

  const formats: readonly Formats[] = [
    ['earliest', 'latest'],
    ['v108', 'latest'],
    ['latest', 'latest'],
  ];
  it.each(formats)('of the HDF5 library, from format %s on, are read if they are single strings', async (...some) => {
    const bytes = await hdf5Bytes(
      { features: { data: new Float32Array(6), shape: [2, 3] } },
      {
        formats: some,
        change(file) {
          const features = file.get('features');
          if (!features || !('create_attribute' in features)) throw new Error('no dataset');
          features.create_attribute('of_fixed_length', 'grün', null, 'S5');
          features.create_attribute('anywhere', 'elsewhere in the file');
          features.create_attribute('number', 3.5);
          features.create_attribute('list', new Int32Array(4));
        },
      },
    );
    const file = await openHdf5(memorySource('f.h5', bytes));
    expect(Object.fromEntries(file.dataset('features').attributes)).toEqual({ of_fixed_length: 'grün' });
  });
});

describe('the mark of the features', () => {
  it('exists for a data set whose files all have it, and for no other', async () => {
    const attributes = markAttributes(mark);
    expect((await load({ train: attributes, val: attributes })).featureMark).toEqual(mark);
    expect((await load({ train: attributes })).featureMark).toBeUndefined();
    expect((await load({})).featureMark).toBeUndefined();
  });

  it('must be the same in all splits, and complete', async () => {
    const different = { where: 'own/val2014', expected: 'layer 3; 227 × 227 (abc123)', found: '(def456)' };
    await expectFault(DataError, different, () => load({ train: markAttributes(mark), val: markAttributes(other) }));
    const { made_by } = markAttributes(mark);
    const half = { where: 'train2014', expected: 'an attribute made_by_fingerprint', found: 'none' };
    await expectFault(DataError, half, () => load({ train: { made_by } }));
  });

  it("is saved in the checkpoint of a model trained on them, but is not part of the data's fingerprint", async () => {
    const backend = new CpuBackend({});
    const [marked, plain] = [await load({ train: markAttributes(mark), val: markAttributes(mark) }), await load({})];
    const { wordToIdx } = marked.vocabulary;
    const model = new CaptioningRNN(backend, { wordToIdx, inputDim: 3, wordvecDim: 4, hiddenDim: 4, cellType: 'lstm' });
    const saved = async (data: typeof marked) =>
      decodeCheckpoint(encodeCheckpoint(await checkpointOf(model, { data })), 'saved');
    expect((await saved(marked)).dataset).toMatchObject({ name: 'own', featureMark: mark });
    expect((await saved(plain)).dataset).not.toHaveProperty('featureMark');
    expect((await saved(plain)).dataset?.fingerprint).toBe((await saved(marked)).dataset?.fingerprint);
    checkDataset(await saved(plain), marked);
    captionerOf(backend, await saved(marked)).destroy();
    const wrong = {
      ...(await checkpointOf(model, { data: marked })),
      dataset: { name: 'own', fingerprint: '0', featureMark: 3 },
    };
    const bytes = encodeCheckpoint(wrong as never);
    expect(() => decodeCheckpoint(bytes, 'wrong')).toThrow(CheckpointError);
    expect(() => decodeCheckpoint(bytes, 'wrong')).toThrow(/wrong: dataset\.featureMark: expected an object, found 3/);
  });
});
