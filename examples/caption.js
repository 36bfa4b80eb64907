// @ts-check
// Captions pictures with the checkpoint that train.js has saved, by beam search, and says how sure the model is.
import { readFile } from 'node:fs/promises';
import { createScenes, decodeCaptions, loadCaptioner, openBackend, tensor } from 'fourgate';

const backend = await openBackend('cpu');
const file = process.argv[2] ?? 'captioner.safetensors';
const { model, vocabulary, dataset, step } = await loadCaptioner(backend, await readFile(file), file);
console.log(`trained on ${dataset?.name} for ${step} steps`);

// Features of pictures that the same program makes: here those of Scenes, which are drawn.
const { data } = await createScenes({ train: 1, val: 1, test: 3 });
const features = tensor([3, data.featureLength], data.splits.test.features.readRows([0, 1, 2]));
for (const captions of await model.decode(features, { method: 'beam', beamWidth: 3, nBest: 2 })) {
  const texts = captions.map(({ words, logProb }) => {
    const percent = (100 * Math.exp(logProb)).toPrecision(2);
    return `${decodeCaptions(words, vocabulary.idxToWord)} (${percent} %)`;
  });
  console.log(texts.join(' or '));
}
