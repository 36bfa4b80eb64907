import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PARAMETER_NAMES } from '../../src/model/parameter_names.ts';
import { root } from '../house/sources.ts';
import { processes } from '../support/processes.ts';
import { latestIn, maxDifference } from './support/fourgate_run.ts';
import { describeWithPyTorch, ended, runPython, runTogether, startPython, torchrun, twin } from './support/python.ts';
import { writeRandomFolder } from './support/small_data.ts';

/** Gradients of a minibatch from all shares of it, against those of the whole; and every caption of an epoch, counted. */
const SHARES = `
import sys
import numpy as np, torch
from fourgate_torch.batch_plan import plan_batch
from fourgate_torch.dataset import load_dataset
from fourgate_torch.initialise import initial_parameters
from fourgate_torch.minibatches import Minibatches
from fourgate_torch.model import Captioner, Sizes
from fourgate_torch.trainer import packed

data = load_dataset(sys.argv[1])
split = data.splits["train"]
sizes = Sizes("lstm", data.feature_length, 5, 8, len(data.words))
model = Captioner(sizes, 0)
for name, value in initial_parameters(sizes, 3).items():
    model.get_parameter(name).data.copy_(torch.from_numpy(value))

def gradients(rows, shares):
    model.zero_grad()
    seen = []
    for share in range(shares):
        plan = plan_batch(split.captions[rows], 0, share, shares)
        seen += rows[plan.order].tolist()
        if len(plan.order):
            model(packed(plan, split, rows, 1 / len(rows), torch.device("cpu"))).backward()
    return seen, torch.cat([p.grad.reshape(-1) for p in model.parameters()])

minibatches = Minibatches(split.images, 8, "shuffled", 1)
for epoch in range(2):
    of_epoch = []
    for _ in range(minibatches.per_epoch):
        rows = minibatches.next()
        _, whole = gradients(rows, 1)
        for shares in (2, 3, 5, 11):
            seen, parts = gradients(rows, shares)
            assert sorted(seen) == sorted(rows.tolist()), (shares, seen, rows)
            assert (parts - whole).abs().max() < 1e-5 < whole.abs().max(), (shares, (parts - whole).abs().max())
        of_epoch += seen
    assert sorted(of_epoch) == list(range(len(split.captions))), of_epoch
print("the same")
`;

describeWithPyTorch('the PyTorch twin in several processes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fourgate-twins-'));
  const data = join(folder, 'data');
  // An epoch is six minibatches of four captions; the last has two: with three processes one has none.
  const sizes = ['--data', data, '--hidden', '8', '--wordvec', '5', '--batch', '4'];
  const alone = join(folder, 'alone');
  const descent = [
    ...sizes,
    '--rule',
    'sgd',
    '--lr',
    '1',
    '--lr-decay',
    '1',
    '--epochs',
    '2',
    '--output-dropout',
    '0.2',
  ];

  beforeAll(() => writeRandomFolder(data));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('divides every minibatch so that each caption is read once, and gradients are those of the whole', async () => {
    expect(await runPython(['-c', SHARES, data])).toEqual({ code: 0, out: 'the same\n', err: '' });
  });

  it('trains as one process does: with steps as large as gradients, two and three end with the same parameters', async () => {
    await twin('train', [...descent, '--checkpoints', alone]);
    const one = latestIn(alone);
    expect(one.training?.step).toBe(12);
    for (const count of [2, 3]) {
      const place = join(folder, `of-${count}`);
      const runs = await runTogether(count, () => [...descent, '--checkpoints', place]);
      expect(runs.map(({ code, err }) => ({ code, err }))).toEqual(runs.map(() => ({ code: 0, err: '' })));
      // The leader prints, the others do not.
      expect(runs.map(({ out }) => out !== '')).toEqual(runs.map((_, rank) => rank === 0));
      const many = latestIn(place);
      for (const history of ['lossHistory', 'gradientNormHistory'] as const) {
        const [ours, theirs] = [one, many].map(({ training }) => training?.[history] ?? []);
        expect(maxDifference(ours ?? [], theirs ?? [])).toBeLessThan(1e-5);
      }
      for (const name of PARAMETER_NAMES) {
        expect(maxDifference(one.parameters[name].data, many.parameters[name].data)).toBeLessThan(1e-5);
      }
      expect(many.training?.minibatches).toEqual(one.training?.minibatches);
    }
  });

  it('tells starts apart in a store that outlives them, and counts restarts that one machine has not counted', async () => {
    const { code, out, err } = await runPython([join(root, 'test/python/support/starts.py')]);
    const said = (count: number, restarts: number) =>
      Array.from({ length: count }, (_, rank) => `${rank}: started anew ${restarts} times, sum ${'1'.repeat(count)}\n`);
    const starts = [said(2, 0), said(2, 1), said(2, 3), said(3, 4), said(2, 9)];
    expect({ code, out, err }).toEqual({
      code: 0,
      out: starts.map((lines) => `${lines.join('')}\n`).join(''),
      err: '',
    });
  });

  it('survives processes that are killed: torchrun starts all anew, and the run resumes from its last checkpoint', async () => {
    const place = join(folder, 'killed');
    const long = [...sizes, '--epochs', '400', '--validate-every', '0', '--checkpoints', place];
    const agent = startPython([...torchrun(2, '--max_restarts=1'), '-m', 'fourgate_torch.train', ...long]);
    const end = ended(agent);
    const epoch = (number: number) => join(place, `epoch-${number}.safetensors`);
    /** Kills one of the two when an epoch has been kept: in the midst of another. */
    const killAfter = async (number: number, rank: number) => {
      while (!existsSync(epoch(number)) && agent.exitCode === null) await sleep(20);
      const workers = processes().filter(({ parent }) => parent === agent.pid);
      expect(workers).toHaveLength(2);
      process.kill(workers.map(({ pid }) => pid).sort((a, b) => a - b)[rank] ?? 0, 'SIGKILL');
    };
    await killAfter(2, 1);
    const { step = 0 } = latestIn(place).training ?? {};
    expect(step).toBeGreaterThanOrEqual(12);
    await killAfter(Math.floor(step / 6) + 20, 0);
    const { code, out } = await end;
    expect(code).not.toBe(0);
    const [, from] = /started anew by torchrun, 1 times: from step (\d+)/.exec(out) ?? [];
    expect(Number(from)).toBeGreaterThanOrEqual(12);
    const left = latestIn(place);
    expect(left.training?.step).toBeGreaterThan(Number(from));
    const until = `${(left.training?.step ?? 0) + 2}`;
    const rest = [...sizes, '--iterations', until, '--validate-every', '0', '--checkpoints', place, '--resume'];
    const unbroken = [...long, '--iterations', until, '--checkpoints', join(folder, 'unbroken')];
    await twin('train', rest, unbroken);
    const [resumed, whole] = [place, join(folder, 'unbroken')].map((one) => latestIn(one).training?.lossHistory ?? []);
    expect(resumed).toHaveLength(Number(until));
    expect(maxDifference(resumed ?? [], whole ?? [])).toBeLessThan(1e-4);
  });
});
