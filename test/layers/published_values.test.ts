import { expect, test } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { createLayers } from '../../src/layers/create.ts';
import { tensor } from '../../src/tensor.ts';
import { relativeError } from '../support/gradients.ts';
import { linspaceTensor } from '../support/tensors.ts';

// Forward values that the notebooks of CS231n assignment 3 (RNN_Captioning, LSTM_Captioning) print with eight digits.

const layers = createLayers(new CpuBackend({ precision: 'float64' }));
const CLOSE = 1e-7;

test('rnn_step_forward', async () => {
  const [N, D, H] = [3, 10, 4];
  const [nextH] = await layers.rnnStepForward(
    linspaceTensor(-0.4, 0.7, N, D),
    linspaceTensor(-0.2, 0.5, N, H),
    linspaceTensor(-0.1, 0.9, D, H),
    linspaceTensor(-0.3, 0.7, H, H),
    linspaceTensor(-0.2, 0.4, H),
  );
  expect(nextH.shape).toEqual([N, H]);
  const published = [
    -0.58172089, -0.50182032, -0.41232771, -0.31410098, 0.66854692, 0.79562378, 0.87755553, 0.92795967, 0.97934501,
    0.99144213, 0.99646691, 0.99854353,
  ];
  expect(relativeError(nextH.data, published)).toBeLessThan(CLOSE);
});

test('rnn_forward', async () => {
  const [N, T, D, H] = [2, 3, 4, 5];
  const [h] = await layers.rnnForward(
    linspaceTensor(-0.1, 0.3, N, T, D),
    linspaceTensor(-0.3, 0.1, N, H),
    linspaceTensor(-0.2, 0.4, D, H),
    linspaceTensor(-0.4, 0.1, H, H),
    linspaceTensor(-0.7, 0.1, H),
  );
  expect(h.shape).toEqual([N, T, H]);
  const published = [
    [-0.42070749, -0.27279261, -0.11074945, 0.05740409, 0.22236251],
    [-0.39525808, -0.22554661, -0.0409454, 0.14649412, 0.32397316],
    [-0.42305111, -0.24223728, -0.04287027, 0.15997045, 0.35014525],
    [-0.55857474, -0.39065825, -0.19198182, 0.02378408, 0.23735671],
    [-0.27150199, -0.07088804, 0.13562939, 0.33099728, 0.50158768],
    [-0.51014825, -0.30524429, -0.06755202, 0.17806392, 0.40333043],
  ];
  expect(relativeError(h.data, published.flat())).toBeLessThan(CLOSE);
});

test('word_embedding_forward', async () => {
  const words = tensor([2, 4], Int32Array.of(0, 3, 1, 2, 2, 1, 0, 3));
  const [out] = await layers.wordEmbeddingForward(words, linspaceTensor(0, 1, 5, 3));
  expect(out.shape).toEqual([2, 4, 3]);
  const published = [
    [0, 0.07142857, 0.14285714],
    [0.64285714, 0.71428571, 0.78571429],
    [0.21428571, 0.28571429, 0.35714286],
    [0.42857143, 0.5, 0.57142857],
    [0.42857143, 0.5, 0.57142857],
    [0.21428571, 0.28571429, 0.35714286],
    [0, 0.07142857, 0.14285714],
    [0.64285714, 0.71428571, 0.78571429],
  ];
  expect(relativeError(out.data, published.flat())).toBeLessThan(CLOSE);
});

test('lstm_step_forward', async () => {
  const [N, D, H] = [3, 4, 5];
  const [nextH, nextC] = await layers.lstmStepForward(
    linspaceTensor(-0.4, 1.2, N, D),
    linspaceTensor(-0.3, 0.7, N, H),
    linspaceTensor(-0.4, 0.9, N, H),
    linspaceTensor(-2.1, 1.3, D, 4 * H),
    linspaceTensor(-0.7, 2.2, H, 4 * H),
    linspaceTensor(0.3, 0.7, 4 * H),
  );
  expect(nextH.shape).toEqual([N, H]);
  expect(nextC.shape).toEqual([N, H]);
  const publishedH = [
    [0.24635157, 0.28610883, 0.32240467, 0.35525807, 0.38474904],
    [0.49223563, 0.55611431, 0.61507696, 0.66844003, 0.7159181],
    [0.56735664, 0.66310127, 0.74419266, 0.80889665, 0.858299],
  ];
  const publishedC = [
    [0.32986176, 0.39145139, 0.451556, 0.51014116, 0.56717407],
    [0.66382255, 0.76674007, 0.87195994, 0.97902709, 1.08751345],
    [0.74192008, 0.90592151, 1.07717006, 1.25120233, 1.42395676],
  ];
  expect(relativeError(nextH.data, publishedH.flat())).toBeLessThan(CLOSE);
  expect(relativeError(nextC.data, publishedC.flat())).toBeLessThan(CLOSE);
});

test('lstm_forward', async () => {
  const [N, D, H, T] = [2, 5, 4, 3];
  const [h] = await layers.lstmForward(
    linspaceTensor(-0.4, 0.6, N, T, D),
    linspaceTensor(-0.4, 0.8, N, H),
    linspaceTensor(-0.2, 0.9, D, 4 * H),
    linspaceTensor(-0.3, 0.6, H, 4 * H),
    linspaceTensor(0.2, 0.7, 4 * H),
  );
  expect(h.shape).toEqual([N, T, H]);
  const published = [
    [0.01764008, 0.01823233, 0.01882671, 0.0194232],
    [0.11287491, 0.12146228, 0.13018446, 0.13902939],
    [0.31358768, 0.33338627, 0.35304453, 0.37250975],
    [0.45767879, 0.4761092, 0.4936887, 0.51041945],
    [0.6704845, 0.69350089, 0.71486014, 0.7346449],
    [0.81733511, 0.83677871, 0.85403753, 0.86935314],
  ];
  expect(relativeError(h.data, published.flat())).toBeLessThan(CLOSE);
});
