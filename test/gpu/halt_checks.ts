import { ALONE } from '../../parity/update_cases.ts';
import { globalNorm } from '../../src/ops/global_norm.ts';
import { softmaxLoss } from '../../src/ops/softmax_loss.ts';
import { PARTIALS, squareSum } from '../../src/ops/square_sum.ts';
import * as rules from '../../src/ops/update_rules.ts';
import { equal } from './check.ts';
import { withBackend } from './shared_devices.ts';

const faults: Readonly<Record<string, { readonly gradient: number; readonly loss: number }>> = {
  'a loss that is NaN': { gradient: 1, loss: Number.NaN },
  'an infinite loss': { gradient: 1, loss: Number.NEGATIVE_INFINITY },
  'a gradient that is NaN': { gradient: Number.NaN, loss: 1 },
  'an infinite gradient': { gradient: Number.POSITIVE_INFINITY, loss: 1 },
  'a norm that overflows': { gradient: 3e38, loss: 1 },
};
const start = [1, -2, 3, -4, 5];

/** One step of every update rule after the norm, first with good numbers, then with the fault, then with good ones. */
async function halts(fault: { readonly gradient: number; readonly loss: number }): Promise<void> {
  await withBackend(async (backend) => {
    const float = (label: string, length: number) => backend.create(label, length);
    const [dw, loss, partials, norm] = [
      float('dw', 5),
      float('loss', 1),
      float('partials', PARTIALS),
      float('norm', 1),
    ];
    const halted = backend.create('halted', 1, 'uint');
    const [w, velocity, square, m, v] = ['w', 'velocity', 'square', 'm', 'v'].map((name) => float(name, 5));
    if (!w || !velocity || !square || !m || !v) throw new Error('no buffers');
    const recorder = backend.record('step');
    recorder.call(squareSum, { Q: 5 }, { x: dw, partials });
    recorder.call(globalNorm, { R: 1 }, { partials, loss, norm, halted });
    const [sizes, all] = [
      { ...ALONE, Q: 5, rate: 1 },
      { dw, halted, w },
    ];
    const root = { epsilon: 1e-8 };
    const averages = { beta1: 0.9, beta2: 0.999, correction1: 0.1, correction2: 0.001 };
    const update: Readonly<Record<keyof typeof rules, () => void>> = {
      sgd: () => recorder.call(rules.sgd, sizes, all),
      sgdMomentum: () => recorder.call(rules.sgdMomentum, { ...sizes, momentum: 0.9 }, { ...all, v: velocity }),
      rmsprop: () => recorder.call(rules.rmsprop, { ...sizes, ...root, decay: 0.9 }, { ...all, v: square }),
      adam: () => recorder.call(rules.adam, { ...sizes, ...root, ...averages }, { ...all, m, v }),
    };
    for (const record of Object.values(update)) record();
    const program = recorder.finish();
    const step = async (gradient: number, value: number) => {
      backend.write(dw, Float32Array.of(gradient, 1, 1, 1, 1));
      backend.write(loss, Float32Array.of(value));
      const [weights, flag] = await program.run({}, [w, halted]);
      return { weights: [...(weights ?? [])], halted: flag?.[0] };
    };
    backend.write(w, Float32Array.from(start));
    const good = await step(1, 1);
    equal(good.halted, 0, 'halted after a good step');
    if (good.weights.some((weight, i) => !Number.isFinite(weight) || weight === start[i])) {
      throw new Error(`a good step made ${start} into ${good.weights}`);
    }
    const bad = await step(fault.gradient, fault.loss);
    equal(bad, { weights: good.weights, halted: 1 }, 'the weights after the fault');
    const later = await step(1, 1);
    equal(later, { weights: good.weights, halted: 1 }, 'the weights of a step after the fault');
  });
}

export const haltChecks = {
  ...Object.fromEntries(
    Object.entries(faults).map(([name, fault]) => [`${name} halts every update rule`, () => halts(fault)]),
  ),

  'scores that are not finite give a loss that is not': () =>
    withBackend(async (backend) => {
      const scores = backend.create('scores', 6);
      const targets = backend.create('targets', 3, 'uint');
      const mask = backend.create('mask', 3, 'uint');
      const losses = backend.create('row_loss', 3);
      backend.write(scores, Float32Array.of(1, Number.NaN, Number.POSITIVE_INFINITY, 1, Number.NaN, Number.NaN));
      backend.write(mask, Uint32Array.of(1, 1, 1));
      const recorder = backend.record('softmax');
      recorder.call(softmaxLoss, { M: 3, V: 2, scale: 1, smoothing: 0 }, { targets, mask, row_loss: losses, scores });
      const [found] = await recorder.finish().run({}, [losses]);
      equal([...(found ?? [])].filter(Number.isFinite), [], 'finite losses');
    }),
};
