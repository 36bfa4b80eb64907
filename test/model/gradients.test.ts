import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { PARAMETER_NAMES } from '../../src/model/parameter_names.ts';
import { Random } from '../../src/random.ts';
import { tensor } from '../../src/tensor.ts';
import { captionMixes, wordToIdx } from '../support/captions.ts';

const STEP = 1e-5;

describe.each(['rnn', 'lstm'] as const)('every gradient of a %s captioner equals the numeric one', (cellType) => {
  it.each(Object.keys(captionMixes))('captions: %s', async (mix) => {
    const [N, T, D, W, H, V] = [4, 5, 3, 4, 3, 7];
    const random = new Random(7);
    const backend = new CpuBackend({ precision: 'float64' });
    const options = { wordToIdx: wordToIdx(V), inputDim: D, wordvecDim: W, hiddenDim: H, cellType };
    const model = new CaptioningRNN(backend, options);
    const captions = tensor([N, T + 1], captionMixes[mix]?.(N, T, V, random) ?? new Int32Array());
    const features = tensor(
      [N, D],
      Float64Array.from({ length: N * D }, () => random.normal()),
    );
    // Word vectors of CS231n's size, 0.01, would leave their gradients little to show.
    model.setParams({
      W_embed: tensor(
        [V, W],
        Float64Array.from({ length: V * W }, () => random.normal()),
      ),
    });
    const start = model.params;
    const { grads } = await model.loss(features, captions);
    for (const name of PARAMETER_NAMES) {
      const { shape, data } = start[name];
      for (let i = 0; i < data.length; i++) {
        const at = async (offset: number) => {
          const moved = Float64Array.from(data);
          moved[i] = (moved[i] ?? 0) + offset;
          model.setParams({ [name]: tensor(shape, moved) });
          return (await model.loss(features, captions)).loss;
        };
        const numeric = ((await at(STEP)) - (await at(-STEP))) / (2 * STEP);
        const analytic = grads[name].data[i] ?? Number.NaN;
        // The difference quotient itself is only good to about 1e-10 of the loss.
        const error = Math.abs(numeric - analytic) / Math.max(1e-4, Math.abs(numeric) + Math.abs(analytic));
        expect(error, `${name}[${i}]: numeric ${numeric}, analytic ${analytic}`).toBeLessThan(1e-6);
      }
      model.setParams({ [name]: start[name] });
    }
  });
});
