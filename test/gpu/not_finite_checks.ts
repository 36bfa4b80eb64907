import type { WebGpuBackend } from '../../src/gpu/backend.ts';
import { kernelOf } from '../../src/gpu/variants.ts';
import { argmax } from '../../src/ops/argmax.ts';
import type { CellType, Storage } from '../../src/options/model_options.ts';
import { choicesStayInRange } from '../support/choices.ts';
import { featuresStayFinite, parametersStayFinite } from '../support/not_finite.ts';
import { overflowIsTold, updatesStayFinite } from '../support/overflow.ts';
import { withBackend } from './shared_devices.ts';
import { CELLS } from './small_captioner.ts';

const STORAGES: readonly Storage[] = ['float32', 'float16'];

/** The same checks as on the CPU, on a device that has the storage: which one must have halves, `halfChecks` holds. */
const onDevice = (check: (backend: WebGpuBackend, cell: CellType, storage: Storage) => Promise<void>) =>
  CELLS.flatMap((cell) =>
    STORAGES.map((storage) => {
      const run = () =>
        withBackend(async (backend) => {
          if (storage === 'float32' || backend.facts.features.has('shader-f16')) await check(backend, cell, storage);
        });
      return [`${cell}, storage ${storage}`, run] as const;
    }),
  );

const named = (what: string, check: Parameters<typeof onDevice>[0]) =>
  onDevice(check).map(([name, run]) => [`${what}: ${name}`, run] as const);

export const notFiniteChecks: Readonly<Record<string, () => Promise<void>>> = Object.fromEntries([
  ...named('what is not finite in a parameter never becomes a loss or a caption', parametersStayFinite),
  ...named('what is not finite in features never becomes a loss or a caption', featuresStayFinite),
  ...named('parameters that are too great give the loss of float64 or none', overflowIsTold),
  ...CELLS.map((cell) => [
    `${cell} updates that overflow do not happen, and training stops`,
    () => withBackend((backend) => updatesStayFinite(backend, cell)),
  ]),
  [
    'words chosen from scores that are not finite are words, in every variant',
    () =>
      withBackend(async (backend) => {
        for (const variant of backend.variants.offered(kernelOf(argmax))) {
          backend.variants.choose({ argmax: variant });
          await choicesStayInRange(backend);
        }
      }),
  ],
]);
