import { it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { gradientsAreOwn } from '../support/own_gradients.ts';

it.each(['rnn', 'lstm'] as const)('a step of a %s begins with no gradient but its own', (cellType) =>
  gradientsAreOwn(new CpuBackend(), cellType),
);
