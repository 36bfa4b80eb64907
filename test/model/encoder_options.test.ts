import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { DataError, DeviceError, OptionError } from '../../src/errors.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { pixelEncoder } from '../../src/model/pixel_encoder.ts';
import { tensor } from '../../src/tensor.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import { wordToIdx } from '../support/captions.ts';
import { smallDataset } from '../support/dataset.ts';

const [T, V] = [4, 7];
const sizes = { wordToIdx: wordToIdx(V), wordvecDim: 4, hiddenDim: 3 };
const encoder = pixelEncoder({ side: 4, channels: [3, 2] });

describe('an encoder refuses', () => {
  it('a variance below 0', () => {
    const model = new CaptioningRNN(new CpuBackend({ precision: 'float64' }), { ...sizes, encoder });
    const statistics = tensor([2, 3], Float64Array.of(-1, 0, 1, 1, -0.5, 2));
    const change = () => model.setParams({ statistics_conv1: statistics });
    expect(change).toThrow(DataError);
    expect(change).toThrow(/statistics_conv1: expected variances that are at least 0, found -0\.5 for channel 1/);
  });

  it.each([
    ['a side that its layers cannot halve', { side: 6, channels: [3, 2] }, /side: expected a multiple of 4/],
    ['no layers', { channels: [] }, /channels: expected a list of 1 to 9 numbers/],
    ['half a channel', { channels: [1.5] }, /channels\[0\]: expected a positive integer, found 1\.5/],
    ['what it does not know', { size: 4 }, /pixelEncoder: option size: expected one of side, channels/],
  ])('%s', (_, options, words) => {
    expect(() => pixelEncoder(options as object)).toThrow(OptionError);
    expect(() => pixelEncoder(options as object)).toThrow(words);
  });

  const make = (options: object) => () => new CaptioningRNN(new CpuBackend(), { ...sizes, ...options });

  it.each([
    ['another length of pictures', { encoder, inputDim: 512 }, /inputDim: expected 64, .*4 × 4 pixels, found 512/],
    ['options of one in its place', { encoder: { side: 4 } }, /encoder: expected an encoder, .*pixelEncoder\(\)/],
  ])('%s', (_, options, words) => {
    expect(make(options)).toThrow(OptionError);
    expect(make(options)).toThrow(words);
  });

  it('more pictures than a buffer holds', async () => {
    const backend = new CpuBackend();
    Object.defineProperty(backend, 'maxBufferLength', { value: 3000 });
    const model = new CaptioningRNN(backend, { ...sizes, encoder: pixelEncoder({ side: 16, channels: [4] }) });
    const data = smallDataset({ captions: 12, images: 10, T, D: 1024, V });
    const train = () => new CaptioningTrainer(model, data, { batchSize: 6, verbose: false });
    expect(train).toThrow(DeviceError);
    expect(train).toThrow(/Lower the encoder's side or channels or the minibatch/);
  });
});
