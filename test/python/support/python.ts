import { spawn, spawnSync } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../house/sources.ts';

const HAS = 'import importlib.util as u, sys; sys.exit(not (u.find_spec("torch") and u.find_spec("h5py")))';
const hasPackages = (python: string) => spawnSync(python, ['-c', HAS]).status === 0;

/** The Python that FOURGATE_PYTHON names; without it the first that has PyTorch and h5py, if there is one. */
const named = process.env.FOURGATE_PYTHON;
const python = named ?? ['python3', '/usr/bin/python3'].find(hasPackages);

/**
 * `describe` for tests of the PyTorch twin. Where FOURGATE_PYTHON names a Python, it must have the packages, as in CI; elsewhere
 * the tests are left out without them, and say so.
 */
export function describeWithPyTorch(title: string, define: () => void): void {
  if (python === undefined) {
    describe.skip(`${title} (needs a Python with torch and h5py: FOURGATE_PYTHON)`, () => {
      it('is not tried', () => {});
    });
    return;
  }
  describe(title, () => {
    if (hasPackages(python)) define();
    else {
      it('has its packages', () => {
        throw new Error(
          `${python} lacks torch or h5py: apt-get install python3-torch python3-h5py, or pip install them.`,
        );
      });
    }
  });
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** What starts the Python with these arguments: for a test that does something to the process. */
export function startPython(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const env = {
    ...process.env,
    PYTHONPATH: join(root, 'python'),
    PYTHONDONTWRITEBYTECODE: '1',
    OMP_NUM_THREADS: '1',
    ...more,
  };
  return spawn(python ?? 'python3', [...args], { cwd: root, env });
}

export function ended(child: ReturnType<typeof startPython>): Promise<Ended> {
  let [out, err] = ['', ''];
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  return new Promise((done) => child.on('close', (code) => done({ code, out, err })));
}

export const runPython = (args: readonly string[], more?: Readonly<Record<string, string>>) =>
  ended(startPython(args, more));

/** Runs a command of the twin, once for each list of arguments, in one process: importing PyTorch takes longest. */
export async function runTwin(command: 'train' | 'evaluate', runs: readonly (readonly string[])[]): Promise<Ended[]> {
  const driver = join(root, 'test/python/support/many_runs.py');
  const { code, out, err } = await runPython([driver, command, JSON.stringify(runs)]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Ended[];
}

/** As `runTwin`; all runs must succeed. */
export async function twin(command: 'train' | 'evaluate', ...runs: readonly (readonly string[])[]): Promise<void> {
  const ended = await runTwin(command, runs);
  expect(ended.map(({ code, err }) => ({ code, err }))).toEqual(runs.map(() => ({ code: 0, err: '' })));
}

/**
 * `train` in this many processes, as torchrun starts them but for its own process. All must end.
 * @param argumentsOf those of each process
 * @param program what they are arguments of
 */
export async function runTogether(
  processes: number,
  argumentsOf: (rank: number) => readonly string[],
  program: readonly string[] = ['-m', 'fourgate_torch.train'],
): Promise<Ended[]> {
  const port = await freePort();
  const shared = { WORLD_SIZE: `${processes}`, MASTER_ADDR: '127.0.0.1', MASTER_PORT: `${port}` };
  const runs = Array.from({ length: processes }, (_, rank) =>
    runPython([...program, ...argumentsOf(rank)], { ...shared, RANK: `${rank}` }),
  );
  return Promise.all(runs);
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}

/** The arguments of torchrun for this many processes. Debian 12's fails where no output is redirected. */
export const torchrun = (processes: number, ...more: readonly string[]): readonly string[] => [
  ...['-m', 'torch.distributed.run', '--standalone', `--nproc_per_node=${processes}`],
  ...['--redirects=0:1', '--tee=0:1', ...more],
];
