import { describe, expect, test } from 'vitest';
import { ALONE } from '../../parity/update_cases.ts';
import type { Values } from '../../src/ops/backend.ts';
import type { Op } from '../../src/ops/op.ts';
import * as updateRules from '../../src/ops/update_rules.ts';
import { relativeError } from '../support/gradients.ts';
import { linspace } from '../support/numbers.ts';
import { runOp } from '../support/run_op.ts';

// One step of every rule on w from −0.4 to 0.6 and dw from −0.6 to 0.4: the numbers that CS231n's FullyConnectedNets
// notebook prints with eight digits. For sgd, which it does not print, w − rate · dw by hand.

const Q = 20;
const CLOSE = 1e-7;

async function step(
  op: Op,
  scalars: Record<string, number>,
  state: Record<string, Float64Array>,
  halted = 0,
): Promise<Record<string, Values>> {
  const arrays = { w: linspace(-0.4, 0.6, Q), dw: linspace(-0.6, 0.4, Q), halted: Uint32Array.of(halted), ...state };
  return runOp(op, { ...ALONE, Q, ...scalars }, arrays);
}

const { adam, rmsprop, sgd, sgdMomentum } = updateRules;

describe('one step gives the published numbers', () => {
  test('sgd', async () => {
    const { w } = await step(sgd, { rate: 1e-2 }, {});
    const expected = linspace(-0.4, 0.6, Q).map((value, q) => value - 1e-2 * (linspace(-0.6, 0.4, Q)[q] ?? 0));
    expect(relativeError(w ?? [], expected)).toBeLessThan(1e-15);
    expect(w?.[0]).toBeCloseTo(-0.394, 12);
    expect(w?.[19]).toBeCloseTo(0.596, 12);
  });

  test('sgd_momentum', async () => {
    const { w, v } = await step(sgdMomentum, { rate: 1e-3, momentum: 0.9 }, { v: linspace(0.6, 0.9, Q) });
    const publishedW = [
      [0.1406, 0.20738947, 0.27417895, 0.34096842, 0.40775789],
      [0.47454737, 0.54133684, 0.60812632, 0.67491579, 0.74170526],
      [0.80849474, 0.87528421, 0.94207368, 1.00886316, 1.07565263],
      [1.14244211, 1.20923158, 1.27602105, 1.34281053, 1.4096],
    ];
    const publishedV = [
      [0.5406, 0.55475789, 0.56891579, 0.58307368, 0.59723158],
      [0.61138947, 0.62554737, 0.63970526, 0.65386316, 0.66802105],
      [0.68217895, 0.69633684, 0.71049474, 0.72465263, 0.73881053],
      [0.75296842, 0.76712632, 0.78128421, 0.79544211, 0.8096],
    ];
    expect(relativeError(w ?? [], publishedW.flat())).toBeLessThan(CLOSE);
    expect(relativeError(v ?? [], publishedV.flat())).toBeLessThan(CLOSE);
  });

  test('rmsprop', async () => {
    const scalars = { rate: 1e-2, decay: 0.99, epsilon: 1e-8 };
    const { w, v } = await step(rmsprop, scalars, { v: linspace(0.6, 0.9, Q) });
    const publishedW = [
      [-0.39223849, -0.34037513, -0.28849239, -0.23659121, -0.18467247],
      [-0.132737, -0.08078555, -0.02881884, 0.02316247, 0.07515774],
      [0.12716641, 0.17918792, 0.23122175, 0.28326742, 0.33532447],
      [0.38739248, 0.43947102, 0.49155973, 0.54365823, 0.59576619],
    ];
    const publishedCache = [
      [0.5976, 0.6126277, 0.6277108, 0.64284931, 0.65804321],
      [0.67329252, 0.68859723, 0.70395734, 0.71937285, 0.73484377],
      [0.75037008, 0.7659518, 0.78158892, 0.79728144, 0.81302936],
      [0.82883269, 0.84469141, 0.86060554, 0.87657507, 0.8926],
    ];
    expect(relativeError(w ?? [], publishedW.flat())).toBeLessThan(CLOSE);
    expect(relativeError(v ?? [], publishedCache.flat())).toBeLessThan(CLOSE);
  });

  test('adam, its sixth step', async () => {
    const [beta1, beta2, t] = [0.9, 0.999, 6];
    const corrections = { correction1: 1 - beta1 ** t, correction2: 1 - beta2 ** t };
    const scalars = { rate: 1e-2, beta1, beta2, epsilon: 1e-8, ...corrections };
    const { w, m, v } = await step(adam, scalars, { m: linspace(0.6, 0.9, Q), v: linspace(0.7, 0.5, Q) });
    const publishedW = [
      [-0.40094747, -0.34836187, -0.29577703, -0.24319299, -0.19060977],
      [-0.1380274, -0.08544591, -0.03286534, 0.01971428, 0.0722929],
      [0.1248705, 0.17744702, 0.23002243, 0.28259667, 0.33516969],
      [0.38774145, 0.44031188, 0.49288093, 0.54544852, 0.59801459],
    ];
    const publishedV = [
      [0.69966, 0.68908382, 0.67851319, 0.66794809, 0.65738853],
      [0.64683452, 0.63628604, 0.6257431, 0.61520571, 0.60467385],
      [0.59414753, 0.58362676, 0.57311152, 0.56260183, 0.55209767],
      [0.54159906, 0.53110598, 0.52061845, 0.51013645, 0.49966],
    ];
    const publishedM = [
      [0.48, 0.49947368, 0.51894737, 0.53842105, 0.55789474],
      [0.57736842, 0.59684211, 0.61631579, 0.63578947, 0.65526316],
      [0.67473684, 0.69421053, 0.71368421, 0.73315789, 0.75263158],
      [0.77210526, 0.79157895, 0.81105263, 0.83052632, 0.85],
    ];
    // The smallest, 0.0197, is printed to 5e-9: that alone is up to 1.3e-7 of twice the value.
    expect(relativeError(w ?? [], publishedW.flat())).toBeLessThan(1.3e-7);
    expect(relativeError(v ?? [], publishedV.flat())).toBeLessThan(CLOSE);
    expect(relativeError(m ?? [], publishedM.flat())).toBeLessThan(CLOSE);
  });
});

const moments = { m: linspace(0.6, 0.9, Q), v: linspace(0.7, 0.5, Q) };
const adamScalars = { rate: 1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, correction1: 1, correction2: 1 };

interface Rule {
  readonly scalars: Record<string, number>;
  readonly state: Record<string, Float64Array>;
}

const rules: Readonly<Record<keyof typeof updateRules, Rule>> = {
  sgd: { scalars: { rate: 1 }, state: {} },
  sgdMomentum: { scalars: { rate: 1, momentum: 0.9 }, state: { v: moments.v } },
  rmsprop: { scalars: { rate: 1, decay: 0.99, epsilon: 1e-8 }, state: { v: moments.v } },
  adam: { scalars: adamScalars, state: moments },
};

test.each(Object.entries(updateRules))(
  'once halted, %s clears the gradient and changes nothing else',
  async (name, op) => {
    const { scalars, state } = rules[name as keyof typeof updateRules];
    const after = { w: linspace(-0.4, 0.6, Q), dw: new Float64Array(Q), halted: Uint32Array.of(1), ...state };
    expect(await step(op, scalars, state, 1)).toEqual(after);
  },
);
