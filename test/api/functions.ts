import * as api from '../../src/index.ts';
import { FakeDevice } from '../gpu/fake_device.ts';
import { backend, captions, data, features, folder, model, signal, trainer, vocabulary, weights } from './fixtures.ts';
import { callback, count, objects, options, orNull, type Row, row, text } from './row.ts';
import { visionFunctions } from './vision.ts';

const texts = ['a dog', 'a cat'] as const;
const nothing = () => undefined;
const train = { features, captions: [['a dog', 'the brown dog']] } as const;
const words = ['<NULL>', '<START>', '<END>', '<UNK>', 'a', 'dog'];
const mark = { madeBy: 'a network', fingerprint: '1' };
const scenes = { train: 1, val: 1, test: 1 };

/** For every exported function the ways to call it. Options are arguments too. */
export const functions: Readonly<Record<string, readonly Row[]>> = {
  captionMetrics: [
    row(api.captionMetrics, [texts], [texts.map((one) => [one])], options()),
    row((tokenize) => api.captionMetrics(['a'], [['a']], { tokenize }), orNull(['ptb', 'nothing'])),
  ],
  captionDiversity: [
    row(api.captionDiversity, [texts], options()),
    row((tokenize) => api.captionDiversity(texts, { tokenize }), orNull(['ptb', 'nothing'])),
    row((words) => api.captionDiversity(texts, { vocabulary: words }), [texts, 'nothing', 'list']),
    row((trainingCaptions) => api.captionDiversity(texts, { trainingCaptions }), [texts, 'nothing', 'list']),
  ],
  tokenizeCaption: [row(api.tokenizeCaption, text('A dog.'))],
  cocoResults: [
    row(
      api.cocoResults,
      [[{ image: 0, caption: 'a dog' }], 'list'],
      callback(() => 1),
    ),
    row((image, caption) => api.cocoResults([{ image, caption }]), [0, 'number'], text('a dog')),
  ],
  saveCheckpoint: [
    row(api.saveCheckpoint, [model], [{ data }]),
    row((given) => api.saveCheckpoint(model, { data: given }), [data]),
    row((given) => api.saveCheckpoint(model, { data, trainer: given }), [trainer, 'nothing']),
    row((notes) => api.saveCheckpoint(model, { data, notes }), [{ a: 1 }, 'nothing', 'typed', ...objects]),
  ],
  saveForPyTorch: [
    row(api.saveForPyTorch, [model], [{ data }]),
    row((given) => api.saveForPyTorch(model, { data: given }), [data]),
  ],
  loadCaptioner: [
    row(api.loadCaptioner, [backend], [weights], text('a file'), options()),
    row((given) => api.loadCaptioner(backend, weights, 'a file', { vocabulary: given }), [vocabulary, 'nothing']),
    row((storage) => api.loadCaptioner(backend, weights, 'a file', { storage }), ['float32', 'nothing']),
  ],
  browserStore: [row(api.browserStore, ['a', 'nothing', 'string'], callback(nothing))],
  folderStore: [row(api.folderStore, ['a', 'string'])],
  httpStore: [row(api.httpStore, text('/a/'))],
  createDataset: [
    row(api.createDataset, [{ train }]),
    row((given) => api.createDataset({ train: given }), [train]),
    row((given) => api.createDataset({ train: { ...train, features: given } }), [train.features]),
    row((given) => api.createDataset({ train: { ...train, captions: given } }), [train.captions, 'lists']),
    row((urls) => api.createDataset({ train: { ...train, urls } }), [['a'], 'nothing', 'list']),
    row((name) => api.createDataset({ train, name }), ['a', 'nothing', 'string']),
    row((given) => api.createDataset({ train, vocabulary: given }), [words, 'nothing']),
    row((minCount) => api.createDataset({ train, minCount }), [1, 'nothing']),
    row((captionLength) => api.createDataset({ train, captionLength }), count(5)),
    row((featureMark) => api.createDataset({ train, featureMark }), [mark, 'nothing']),
    row((imageIdxs) => api.createDataset({ train: { features, captions, imageIdxs }, vocabulary }), [Int32Array.of(0)]),
  ],
  createScenes: [
    // All of Scenes takes seconds.
    { ...row(api.createScenes, options(scenes)), wrongOnly: true },
    row((seed) => api.createScenes({ ...scenes, seed }), count(5)),
    row((val) => api.createScenes({ ...scenes, val }), count(1)),
    row((given) => api.createScenes({ ...scenes, features: given }), orNull(['pixels', 'nothing'])),
    row(
      (onProgress) => api.createScenes({ ...scenes, onProgress }),
      callback(() => undefined),
    ),
  ],
  decodeCaptions: [row(api.decodeCaptions, [captions, 'list', 'numbers', 'typed'], [vocabulary.idxToWord])],
  loadCocoData: [
    row(api.loadCocoData, [folder], options()),
    row((name, files) => api.loadCocoData({ name, files }), text('small'), [folder.files]),
    row((file) => api.loadCocoData({ name: 'small', files: [...folder.files, file] }), [{ name: 'a', bytes: weights }]),
    row((pcaFeatures) => api.loadCocoData(folder, { pcaFeatures }), [true, 'nothing', 'boolean']),
    row((maxTrain) => api.loadCocoData(folder, { maxTrain }), count(2)),
    row((seed) => api.loadCocoData(folder, { maxTrain: 2, seed }), [1, 'nothing', 'number']),
    row((onProgress) => api.loadCocoData(folder, { onProgress }), callback(nothing)),
  ],
  sampleCocoMinibatch: [
    row(api.sampleCocoMinibatch, [data], options()),
    row((batchSize) => api.sampleCocoMinibatch(data, { batchSize }), orNull(count(2))),
    row((split) => api.sampleCocoMinibatch(data, { split }), ['train', 'nothing', 'null']),
    row((random) => api.sampleCocoMinibatch(data, { random }), [new api.Random(0), 'nothing', 'null']),
  ],
  evaluateCaptions: [
    row(api.evaluateCaptions, [model], [data], ['train'], options()),
    row((decoding) => api.evaluateCaptions(model, data, 'train', { decoding }), options({ maxLength: 3 })),
    row((limit) => api.evaluateCaptions(model, data, 'train', { limit }), orNull(count(1))),
    row((onProgress) => api.evaluateCaptions(model, data, 'train', { onProgress }), callback(nothing)),
    row((by) => api.evaluateCaptions(model, data, 'train', { signal: by }), [signal, 'nothing']),
  ],
  teacherForcedLoss: [
    row(api.teacherForcedLoss, [model], [data], ['train'], options()),
    row((batchSize) => api.teacherForcedLoss(model, data, 'train', { batchSize }), orNull(count(2))),
    row((limit) => api.teacherForcedLoss(model, data, 'train', { limit }), orNull(count(1))),
    row((onProgress) => api.teacherForcedLoss(model, data, 'train', { onProgress }), callback(nothing)),
    row((by) => api.teacherForcedLoss(model, data, 'train', { signal: by }), [signal, 'nothing']),
  ],
  chosenVariants: [row(api.chosenVariants, [backend])],
  createLayers: [row(api.createLayers, [backend])],
  openBackend: [
    row(api.openBackend, ['cpu'], options()),
    row((device) => api.openBackend('webgpu', { device }), [new FakeDevice().device]),
    row(
      (tuning) => api.openBackend('webgpu', { device: new FakeDevice().device, tuning }),
      ['off', 'nothing', ...objects],
    ),
    row((precision) => api.openBackend('cpu', { precision }), ['float32', 'nothing', 'null']),
  ],
  tensor: [row(api.tensor, [[2], 'numbers'], [[1, 2], 'numbers', 'typed'])],
  ...visionFunctions,
};
