import { expect, test } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { createLayers } from '../../src/layers/create.ts';
import { everyLayer, relativeToGreatest } from '../support/every_layer.ts';

// |float32 − float64| ≤ 2e-6 of the tensor's greatest value: a sum of doubles is rounded once when it is stored (6e-8),
// and T = 5 steps pass that on.
const CLOSE = 2e-6;

test('float32 layers follow float64 layers, each in its own precision', async () => {
  const single = await everyLayer(createLayers(new CpuBackend({ precision: 'float32' })));
  const double = await everyLayer(createLayers(new CpuBackend({ precision: 'float64' })));
  expect(Math.abs(single.loss / double.loss - 1)).toBeLessThan(CLOSE);
  for (const [i, reference] of double.tensors.entries()) {
    const found = single.tensors[i] ?? { shape: [], data: new Float32Array() };
    expect(found.shape).toEqual(reference.shape);
    expect(found.data).toBeInstanceOf(Float32Array);
    expect(reference.data).toBeInstanceOf(Float64Array);
    expect(relativeToGreatest(found, reference), `tensor ${i}`).toBeLessThan(CLOSE);
  }
});
