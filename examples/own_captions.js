// @ts-check
// Trains a captioner on captions and features of your own, and scores what it says.
import { CaptioningRNN, CaptioningTrainer, createDataset, evaluateCaptions, openBackend, tensor } from 'fourgate';

// A list of texts for each picture, …
const captions = [
  ['A black dog runs on the beach.', 'A dog is running.'],
  ['Two cats sleep on a red sofa.'],
  ['A man rides a horse.', 'Somebody on a horse.'],
];
// … and a row of numbers for each, such as the last layer of a convolutional network gives.
const features = tensor([3, 4], [0.9, 0.1, 0, 0.2, 0.1, 0.8, 0.3, 0, 0, 0.2, 0.9, 0.7]);
const data = createDataset({ name: 'mine', train: { features, captions } });

const backend = await openBackend('cpu');
const { wordToIdx } = data.vocabulary;
const model = new CaptioningRNN(backend, { wordToIdx, inputDim: 4, wordvecDim: 16, hiddenDim: 32, cellType: 'lstm' });
const trainer = new CaptioningTrainer(model, data, {
  updateRule: 'adam',
  updaterConfig: { learningRate: 0.01 },
  batchSize: 5,
  sampling: 'shuffled',
  numEpochs: 150,
  printEvery: 50,
});
await trainer.train();

console.log(await model.caption(features));
const { freeRunning } = await evaluateCaptions(model, data, 'train');
console.log('CIDEr-D', freeRunning.cider);
