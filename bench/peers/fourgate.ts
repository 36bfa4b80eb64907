import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import type { Backend } from '../../src/ops/backend.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import type { Peer } from './peer.ts';
import { adam, asDataset, type Problem } from './problem.ts';

/** The model of the problem on a backend. Its initial parameters are what every peer starts from. */
export function makeModel(backend: Backend, problem: Problem): CaptioningRNN {
  const { D, W, H } = problem.sizes;
  const { wordToIdx } = asDataset(problem).vocabulary;
  return new CaptioningRNN(backend, { wordToIdx, inputDim: D, wordvecDim: W, hiddenDim: H, cellType: 'lstm', seed: 1 });
}

/** Fourgate through its public trainer, on a backend that is opened when the clock already runs. */
export function fourgate(name: string, openBackend: () => Promise<Backend>): Peer {
  return {
    name,
    async prepare(problem, parameters) {
      const backend = await openBackend();
      const dataset = asDataset(problem);
      const model = makeModel(backend, problem);
      model.setParams({ ...parameters });
      const trainer = new CaptioningTrainer(model, dataset, {
        updateRule: 'adam',
        updaterConfig: adam,
        batchSize: problem.sizes.N,
        numEpochs: 1000,
        sampling: 'shuffled',
        verbose: false,
      });
      // Left alone the trainer keeps several steps in flight. Here it waits at a turnstile before each step, so that a
      // step begins when the loss of the one before is known, as with every peer.
      let pass = () => {};
      let arrive = (_loss: number) => {};
      const stop = new AbortController();
      const training = trainer.train({
        beforeStep: () =>
          new Promise<void>((resolve) => {
            pass = resolve;
          }),
        onStep: ({ loss }) => arrive(loss),
        signal: stop.signal,
      });
      return {
        step: () =>
          new Promise<number>((resolve, reject) => {
            arrive = resolve;
            training.catch(reject);
            pass();
          }),
        async close() {
          stop.abort();
          pass();
          await training;
          backend.destroy();
        },
      };
    },
  };
}
