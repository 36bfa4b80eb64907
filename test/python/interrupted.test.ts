import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { latestIn } from './support/fourgate_run.ts';
import { describeWithPyTorch, ended, runPython, runTogether, startPython, torchrun, twin } from './support/python.ts';
import { writeRandomFolder } from './support/small_data.ts';

/** Trains; in its third step the last process sends itself a signal, and waits until it is noticed. */
const signalled = (signal: string, times = 1) => `
import os, signal, sys, time
from fourgate_torch import ending
from fourgate_torch.train import main
import fourgate_torch.trainer
step = fourgate_torch.trainer.Trainer.step
def step_with_signal(self):
    if self.done == 2 and self._processes.rank == self._processes.count - 1:
        for _ in range(${times}):
            os.kill(os.getpid(), signal.${signal})
            while ending.asked() is None or signal.${signal} in signal.sigpending():
                time.sleep(0.01)
    return step(self)
fourgate_torch.trainer.Trainer.step = step_with_signal
sys.exit(main(sys.argv[1:]))`;

describeWithPyTorch('a run of the PyTorch twin that is interrupted, or started anew', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fourgate-twin-interrupted-'));
  const data = join(folder, 'data');
  // An epoch is six minibatches.
  const run = ['--data', data, '--hidden', '8', '--wordvec', '5', '--batch', '4'];
  const descent = [...run, '--epochs', '2', '--output-dropout', '0.2'];
  const whole = join(folder, 'whole');
  const checkpoint = join(whole, 'latest.safetensors');
  const latest = (place: string) => latestIn(place).training;
  const kept = (step: number, place: string) =>
    `kept         step ${step} of this run is kept in ${place}, as latest.safetensors: --resume continues from there\n`;

  beforeAll(async () => {
    await writeRandomFolder(data);
    await twin('train', [...descent, '--checkpoints', whole]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('keeps the step that it is in at %s, says so, and resumes with the same losses', async (signal, code) => {
    const place = join(folder, signal);
    const { out, ...end } = await runPython(['-c', signalled(signal), ...descent, '--checkpoints', place]);
    expect(end).toEqual({ code, err: '' });
    expect(out.endsWith(kept(3, place))).toBe(true);
    expect(readdirSync(place)).toEqual(['latest.safetensors']);
    expect(latest(place)?.lossHistory).toHaveLength(3);
    await twin('train', [...descent, '--checkpoints', place, '--resume']);
    expect(latest(place)).toEqual(latest(whole));
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])(
    '%s, a second time in the middle of a checkpoint, leaves the last one whole, no half of one and no lock',
    async (signal, code) => {
      const ending = join(folder, `${signal}-twice`);
      mkdirSync(ending);
      copyFileSync(checkpoint, join(ending, 'latest.safetensors'));
      const args = ['--data', data, '--checkpoints', ending, '--resume', '--epochs', '4'];
      const during = `
import os, signal, sys, time
from fourgate_torch.train import main
def fsync(file):
    while True:
        os.kill(os.getpid(), signal.${signal})
        time.sleep(0.05)
os.fsync = fsync
sys.exit(main(${JSON.stringify(args)}))`;
      const { err, ...result } = await runPython(['-c', during]);
      expect({ err, code: result.code }).toEqual({ err: '', code });
      expect(readFileSync(join(ending, 'latest.safetensors'))).toEqual(readFileSync(checkpoint));
      expect(readdirSync(ending)).toEqual(['latest.safetensors']);
      expect(result.out).toContain(kept(12, ending));
    },
  );

  it('a signal that is ignored stays ignored, as with nohup', async () => {
    const { code, out } = await runPython([
      '-c',
      `
import os, signal, sys
signal.signal(signal.SIGHUP, signal.SIG_IGN)
from fourgate_torch.train import main
import fourgate_torch.run
start = fourgate_torch.run.Run.train
def train(self):
    os.kill(os.getpid(), signal.SIGHUP)
    start(self)
fourgate_torch.run.Run.train = train
sys.exit(main(${JSON.stringify(descent)}))`,
    ]);
    expect(code).toBe(0);
    expect(out).toContain('finished     step 12');
  });

  it('stops after the same step in all processes when one of them is to stop', async () => {
    const place = join(folder, 'two');
    const program = ['-c', signalled('SIGTERM')];
    const ends = await runTogether(2, () => [...descent, '--checkpoints', place], program);
    expect(ends.map(({ code, err }) => ({ code, err }))).toEqual([0, 1].map(() => ({ code: 143, err: '' })));
    expect(ends[0]?.out.endsWith(kept(3, place))).toBe(true);
    expect(latest(place)?.step).toBe(3);
  });

  it('takes a Ctrl-C that comes from the terminal and from torchrun for one', async () => {
    const place = join(folder, 'copied');
    const program = ['-c', signalled('SIGINT', 2), ...descent, '--checkpoints', place];
    const { code, err } = await runPython(program, { TORCHELASTIC_RUN_ID: 'none' });
    expect({ code, err }).toEqual({ code: 130, err: '' });
    expect(latest(place)?.step).toBe(3);
  });

  it('keeps its last step when torchrun is interrupted', async () => {
    const place = join(folder, 'torchrun');
    const many = join(folder, 'many');
    await writeRandomFolder(many, { captions: 20_000 });
    const long = [...run, '--data', many, '--batch', '1', '--epochs', '9', '--checkpoints', place];
    const agent = startPython([...torchrun(2), '-m', 'fourgate_torch.train', ...long]);
    let said: string | undefined = '';
    agent.stdout.on('data', (text) => {
      if (said === undefined) return;
      said += text;
      if (!said.includes('step 1/')) return;
      said = undefined;
      agent.kill('SIGINT');
    });
    const { out } = await ended(agent);
    const [, step] = /kept {9}step (\d+) of this run is kept in/.exec(out) ?? [];
    // In the first of 20,000 steps of an epoch, nothing else would have kept one.
    expect(latest(place)?.step).toBe(Number(step));
    expect(latest(place)?.lossHistory).toHaveLength(Number(step));
    expect(readdirSync(place)).not.toContain('.lock');
  });

  it('resumes after a restart what its own launch has kept, and nothing of an earlier run', async () => {
    const place = join(folder, 'restarted');
    cpSync(whole, place, { recursive: true });
    // This process stands for torchrun. Its first attempt has failed before it did anything.
    const again = { TORCHELASTIC_RUN_ID: 'none', TORCHELASTIC_RESTART_COUNT: '1' };
    const command = ['-m', 'fourgate_torch.train', ...descent, '--checkpoints', place];
    const first = await runPython([...command, '--iterations', '2'], again);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain(`checkpoints of an earlier run are now in ${join(place, 'earlier-1')}`);
    expect(latestIn(join(place, 'earlier-1'))).toEqual(latestIn(whole));
    expect(latest(place)?.lossHistory).toHaveLength(2);
    // Within another process, as a script that torchrun starts; and where torchrun has counted no restart.
    const within = 'import subprocess, sys; sys.exit(subprocess.call([sys.executable, *sys.argv[1:]]))';
    const counted = { ...again, TORCHELASTIC_RESTART_COUNT: '0' };
    const second = await runPython(['-c', within, ...command, '--iterations', '4'], counted);
    expect(second).toMatchObject({ code: 0, err: '' });
    expect(second.out).toContain('started anew by torchrun: from step 2\n');
    expect(existsSync(join(place, 'earlier-2'))).toBe(false);
    expect(latest(place)?.lossHistory.slice(0, 2)).toEqual(latest(whole)?.lossHistory.slice(0, 2));
    // Another launch, whose torchrun is that process.
    const other = `import os, subprocess, sys
os.environ["TORCHELASTIC_RUN_ID"] = "none"
sys.exit(subprocess.call([sys.executable, *sys.argv[1:]]))`;
    const third = await runPython(['-c', other, ...command, '--iterations', '2']);
    expect(third).toMatchObject({ code: 0, err: '' });
    expect(third.out).toContain(`checkpoints of an earlier run are now in ${join(place, 'earlier-2')}`);
    expect(latest(place)?.step).toBe(2);
  });
});
