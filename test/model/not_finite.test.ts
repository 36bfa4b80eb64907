import { describe, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { choicesStayInRange } from '../support/choices.ts';
import { featuresStayFinite, parametersStayFinite } from '../support/not_finite.ts';
import { encoderStopsAtOverflow, overflowIsTold, updatesStayFinite } from '../support/overflow.ts';

const precisions = ['float32', 'float64'] as const;
const storages = ['float32', 'float16'] as const;

describe.each(['rnn', 'lstm'] as const)('a number that is not finite, on the CPU in a %s', (cell) => {
  const cases = precisions.flatMap((precision) => storages.map((storage) => ({ precision, storage })));

  it.each(cases)('in a parameter, $precision, storage $storage', async ({ precision, storage }) => {
    await parametersStayFinite(new CpuBackend({ precision }), cell, storage);
  });

  it.each(cases)('in features, $precision, storage $storage', async ({ precision, storage }) => {
    await featuresStayFinite(new CpuBackend({ precision }), cell, storage);
  });

  it.each(storages)('from parameters that are too large, storage %s', async (storage) => {
    await overflowIsTold(new CpuBackend(), cell, storage);
  });

  it.each(precisions)('from updates, %s', async (precision) => {
    await updatesStayFinite(new CpuBackend({ precision }), cell);
  });
});

it('pictures that overflow an encoder stop training, on the CPU', async () => {
  await encoderStopsAtOverflow(new CpuBackend());
});

it('words chosen from scores that are not finite are words, on the CPU', async () => {
  await choicesStayInRange(new CpuBackend());
});
