// @ts-check
// Trains an LSTM captioner on Scenes, captions pictures that it has not seen, and saves a checkpoint.
import { writeFile } from 'node:fs/promises';
import { CaptioningRNN, CaptioningTrainer, createScenes, openBackend, saveCheckpoint, tensor } from 'fourgate';

const backend = await openBackend('cpu');
const { data, references } = await createScenes({ train: 500, val: 20, test: 20 });
const model = new CaptioningRNN(backend, {
  wordToIdx: data.vocabulary.wordToIdx,
  inputDim: data.featureLength,
  wordvecDim: 32,
  hiddenDim: 64,
  cellType: 'lstm',
});
const updaterConfig = { learningRate: 0.005 };
const trainer = new CaptioningTrainer(model, data, { updateRule: 'adam', updaterConfig, batchSize: 25, maxSteps: 100 });
await trainer.train(); // prints the loss as it falls

const pictures = [0, 1, 2];
const features = tensor([3, data.featureLength], data.splits.test.features.readRows(pictures));
const captions = await model.caption(features);
for (const picture of pictures) console.log(`${captions[picture]} (people: ${references('test', picture)[0]})`);

await writeFile(process.argv[2] ?? 'captioner.safetensors', await saveCheckpoint(model, { data, trainer }));
