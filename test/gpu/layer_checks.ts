import { CpuBackend } from '../../src/cpu/backend.ts';
import { createLayers } from '../../src/layers/create.ts';
import { everyLayer, relativeToGreatest } from '../support/every_layer.ts';
import { equal } from './check.ts';
import { withBackend } from './shared_devices.ts';

// float32 throughout, where the CPU rounds only what it stores: 1e-5 of a tensor's greatest value.
const CLOSE = 1e-5;

export const layerChecks = {
  'every layer agrees with the float64 reference': () =>
    withBackend(async (backend) => {
      const found = await everyLayer(createLayers(backend));
      const reference = await everyLayer(createLayers(new CpuBackend({ precision: 'float64' })));
      const errors = reference.tensors.map((tensor, i) => {
        const other = found.tensors[i] ?? { shape: [], data: new Float32Array() };
        return relativeToGreatest(other, tensor);
      });
      equal(found.tensors.length, errors.length, 'number of tensors');
      const bad = errors.flatMap((error, i) => (error < CLOSE ? [] : [`tensor ${i}: ${error}`]));
      equal(bad, [], 'tensors that differ');
      equal(Math.abs(found.loss / reference.loss - 1) < CLOSE, true, `loss ${found.loss} for ${reference.loss}`);
    }),

  'layers leave nothing on the device': () =>
    withBackend(async (backend) => {
      await everyLayer(createLayers(backend));
      const afterOne = backend.bytes;
      await everyLayer(createLayers(backend));
      equal(backend.bytes, afterOne, 'bytes after the second time');
    }),
};
