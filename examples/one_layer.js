// @ts-check
// One layer by itself: an LSTM forward and backward, held against a numeric gradient.
import { createLayers, openBackend, Random, tensor } from 'fourgate';

const [N, T, D, H] = [2, 3, 4, 5];
const layers = createLayers(await openBackend('cpu', { precision: 'float64' }));
const random = new Random(0);
/** @param {number[]} shape */
const normal = (...shape) => {
  const length = shape.reduce((product, axis) => product * axis, 1);
  return tensor(
    shape,
    Float64Array.from({ length }, () => random.normal()),
  );
};

const [x, h0, Wx, Wh, b] = [normal(N, T, D), normal(N, H), normal(D, 4 * H), normal(H, 4 * H), normal(4 * H)];
const [h, cache] = await layers.lstmForward(x, h0, Wx, Wh, b);
console.log('hidden states', h.shape);

// The sum of all hidden states has a gradient of 1 with respect to each.
const [dx] = await layers.lstmBackward(
  tensor(
    h.shape,
    h.data.map(() => 1),
  ),
  cache,
);
let numeric = 0;
for (const change of [1e-6, -1e-6]) {
  const moved = tensor(x.shape, x.data.with(0, (x.data[0] ?? 0) + change));
  const [states] = await layers.lstmForward(moved, h0, Wx, Wh, b);
  for (const value of states.data) numeric += value / (2 * change);
}
console.log('dx[0]', dx.data[0], 'and numerically', numeric);
