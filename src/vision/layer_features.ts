import type { Values } from '../ops/backend.ts';
import type { FloatTensor } from '../tensor.ts';
import { networkInput } from './network_input.ts';
import type { NetworkLayers } from './network_layers.ts';
import { NetworkProgram } from './network_program.ts';
import { type Activation, planOf } from './plan.ts';

/**
 * What layers make of images, (N, channels, height, width) each.
 * @param X images (N, 3, height, width)
 * @throws ShapeError or DataError when X cannot be used
 */
export async function layerFeatures(
  where: string,
  { backend, filters, file, names }: NetworkLayers,
  X: FloatTensor,
): Promise<FloatTensor[]> {
  const { count, height, width, read } = networkInput(where, X, file.convention, backend);
  const plan = planOf(file, height, width, where);
  const wanted = { outputs: names, mean: false, gradient: false };
  const program = new NetworkProgram(backend, filters, plan, wanted, count);
  try {
    const values = await program.forward(read(0, count), count);
    const outputs = [...plan.activations.values()].filter(({ name }) => names.includes(name));
    const features = new Map(outputs.map((one, i) => [one.name, channelsFirst(values[i], count, one)] as const));
    return names.map((name) => features.get(name) as FloatTensor);
  } finally {
    program.destroy();
  }
}

function channelsFirst(values: Values | undefined, N: number, { height, width, channels }: Activation): FloatTensor {
  const pixels = height * width;
  const data =
    values instanceof Float64Array ? new Float64Array(N * channels * pixels) : new Float32Array(N * channels * pixels);
  for (let n = 0; n < N; n++) {
    for (let m = 0; m < pixels; m++) {
      const from = (n * pixels + m) * channels;
      for (let c = 0; c < channels; c++) data[(n * channels + c) * pixels + m] = values?.[from + c] ?? 0;
    }
  }
  return { shape: [N, channels, height, width], data };
}
