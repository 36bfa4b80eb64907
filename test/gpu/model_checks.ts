import { TrainingError } from '../../src/errors.ts';
import { SOFTWARE_LIMITS, type SubmitLimits } from '../../src/gpu/submit_length.ts';
import { createLayers } from '../../src/layers/create.ts';
import { entryOf, PARAMETER_NAMES, type ParameterName } from '../../src/model/parameter_names.ts';
import type { ParameterTensors } from '../../src/model/parameters.ts';
import { captionMixes } from '../support/captions.ts';
import { MadeBuffers } from '../support/made_buffers.ts';
import { gradientsAreOwn } from '../support/own_gradients.ts';
import { plainLoss } from '../support/plain_captioner.ts';
import { atMost, equal, fails } from './check.ts';
import { counting } from './program_checks.ts';
import { withBackend } from './shared_devices.ts';
import { CELLS, captioner, minibatch, reference, sizes, trainer } from './small_captioner.ts';

const LOSS_TOLERANCE = 1e-4;
/** Of the norm of each gradient. */
const GRADIENT_TOLERANCE = 1e-3;

interface Result {
  readonly loss: number;
  readonly grads: ParameterTensors;
}

function close(found: Result, expected: Result, what: string): void {
  atMost(Math.abs(found.loss - expected.loss), LOSS_TOLERANCE * Math.abs(expected.loss), `${what}: loss`);
  for (const [name, { data }] of Object.entries(expected.grads)) {
    const values = entryOf(found.grads, name as ParameterName).data;
    equal(values.length, data.length, `${what}: length of ${name}`);
    const norm = Math.hypot(...data);
    const error = Math.hypot(...data.map((value, i) => (values[i] ?? Number.NaN) - value));
    atMost(error, GRADIENT_TOLERANCE * norm, `${what}: gradient of ${name}, norm ${norm}`);
  }
}

const wholeStep = Object.fromEntries(
  CELLS.flatMap((cell) =>
    Object.keys(captionMixes).map((mix) => [
      `whole ${cell} step agrees with the CPU, captions: ${mix}`,
      () =>
        withBackend(async (backend) => {
          const { features, captions } = minibatch(mix);
          const [gpu, cpu] = [captioner(backend, cell), captioner(reference, cell)];
          cpu.setParams(gpu.params);
          close(await gpu.loss(features, captions), await cpu.loss(features, captions), mix);
        }),
    ]),
  ),
);

const perCell = Object.fromEntries(
  CELLS.flatMap((cell) => [
    [
      `plain ${cell} layers agree with the planned program`,
      () =>
        withBackend(async (backend) => {
          const { features, captions } = minibatch('every length');
          const model = captioner(backend, cell);
          const plain = await plainLoss(createLayers(backend), cell, model.params, features, captions);
          close(plain, await model.loss(features, captions), 'layers');
        }),
    ],
    [
      `${cell} training learns, and gives the same losses twice, bit for bit`,
      () =>
        withBackend(async (backend) => {
          const options = { updaterConfig: { learningRate: 1e-2 }, numEpochs: 30 };
          const [a, b] = [trainer(backend, cell, options), trainer(backend, cell, options)];
          await a.trainer.train();
          await b.trainer.train();
          const { lossHistory } = a.trainer;
          atMost(lossHistory.at(-1) ?? Number.NaN, 0.5 * (lossHistory[0] ?? 0), 'last loss');
          equal(lossHistory, b.trainer.lossHistory, 'losses');
          equal([...a.model.params.Wh.data], [...b.model.params.Wh.data], 'Wh');
        }),
    ],
    [
      `a ${cell} step begins with no gradient but its own`,
      () => withBackend((backend) => gradientsAreOwn(backend, cell)),
    ],
    [
      `${cell} steps in many submits, none of them long, are the same bit for bit`,
      async () => {
        const train = (limits: SubmitLimits, now?: () => number) =>
          withBackend(
            async (backend) => {
              const { model, trainer: training } = trainer(backend, cell, { maxSteps: 6 });
              const { submit = 0 } = await counting(() => training.train());
              const { lossHistory } = training;
              const weights = [...model.params.W_embed.data, ...model.params.Wh.data];
              return { submit, lossHistory, weights };
            },
            { limits, ...(now && { now }) },
          );
        const whole = await train(SOFTWARE_LIMITS);
        equal(whole.submit, 6 + 1, 'submits of six steps, and of reading the parameters');
        // On a clock that goes on by itself every card takes time for a step, and on none does it decide how much.
        let time = 0;
        const measured = await train({ long: 0, piece: 1e-9, operations: Infinity }, () => ++time);
        const counted = await train({ long: Infinity, piece: Infinity, operations: 1e5 });
        for (const { submit, lossHistory, weights } of [measured, counted]) {
          atMost(20, submit, 'submits of six steps in pieces, at least');
          equal(lossHistory, whole.lossHistory, 'losses');
          equal(weights, whole.weights, 'weights');
        }
      },
    ],
    [
      `a ${cell} training step is one submit, two writes, at most 2T + 19 dispatches, and allocates nothing`,
      () =>
        withBackend(async (backend) => {
          const { trainer: training } = trainer(backend, cell, { numEpochs: 40, maxSteps: 30 });
          const warmUp = new AbortController();
          await training.train({ onStep: ({ step }) => step === 8 && warmUp.abort(), signal: warmUp.signal });
          const before = { steps: training.lossHistory.length, allocations: backend.allocations, bytes: backend.bytes };
          const counts = await counting(() => training.train());
          const steps = training.lossHistory.length - before.steps;
          equal(training.lossHistory.length, 30, 'steps in all');
          // The parameters are read once when training ends, and the flag for a loss that is not finite is reset once.
          equal(counts.submit, steps + 1, 'submits');
          equal(counts.writeBuffer, 2 * steps + 1, 'writes');
          equal(counts.beginComputePass, steps, 'passes');
          atMost(counts.dispatchWorkgroups ?? 0, steps * (2 * sizes.T + 19), 'dispatches');
          equal(counts.createBindGroup, 0, 'bind groups made');
          equal(counts.createComputePipeline, 0, 'pipelines made');
          equal(backend.bytes, before.bytes, 'bytes on the device');
          atMost(backend.allocations - before.allocations, 1, 'buffers made (reading the parameters)');
        }),
    ],
    [
      `a ${cell} step whose loss is not finite stops training and keeps the last good parameters`,
      () =>
        withBackend(async (backend) => {
          const good = trainer(backend, cell, { maxSteps: 5, updateRule: 'sgd' });
          await good.trainer.train();
          const made = new MadeBuffers(backend);
          const bad = trainer(backend, cell, { updateRule: 'sgd' });
          const features = made.get('resident features');
          let steps = 0;
          const spoil = () => {
            if (++steps === 6) backend.write(features, new Float32Array(features.length).fill(Number.NaN));
            return undefined;
          };
          const failure = bad.trainer.train({ beforeStep: spoil });
          await fails(() => failure, TrainingError, /training step 6/);
          equal(bad.trainer.lossHistory, good.trainer.lossHistory, 'losses before it');
          for (const name of PARAMETER_NAMES) {
            equal([...bad.model.params[name].data], [...good.model.params[name].data], name);
          }
        }),
    ],
  ]),
);

export const modelChecks: Readonly<Record<string, () => Promise<void>>> = { ...wholeStep, ...perCell };
