import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fourgate, makeModel } from '../../bench/peers/fourgate.ts';
import { measure } from '../../bench/peers/peer.ts';
import { adam, makeProblem, sizes } from '../../bench/peers/problem.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { root } from '../house/sources.ts';

function write(...options: string[]) {
  const command = [join(root, 'node_modules/tsx/dist/cli.mjs'), join(root, 'bench/peers/write_problem.ts'), ...options];
  return spawnSync(process.execPath, command, { encoding: 'utf8' });
}

const floats = (packed: string) => new Float32Array(Uint8Array.from(Buffer.from(packed, 'base64')).buffer);

describe('the problem as JSON, for peers in other languages', () => {
  it('is the problem, its initial parameters and the losses of the reference', async () => {
    const small = { ...sizes, N: 3, T: 5, D: 6, W: 7, H: 9, V: 14 };
    const { stdout, stderr } = write('--sizes', 'N=3,T=5,D=6,W=7,H=9,V=14', '--steps', '2');
    expect(stderr).toBe('');
    const written = JSON.parse(stdout);
    const problem = makeProblem(1, small);
    const open = async () => new CpuBackend({ precision: 'float64' });
    const { params } = makeModel(await open(), problem);
    expect(written).toMatchObject({ sizes: small, adam, captions: [...problem.captions] });
    expect(floats(written.features)).toEqual(problem.features);
    expect(Object.keys(written.parameters)).toEqual(Object.keys(params));
    for (const [name, { shape, data }] of Object.entries(params)) {
      expect(written.parameters[name].shape).toEqual(shape);
      expect(floats(written.parameters[name].data)).toEqual(Float32Array.from(data));
    }
    const { losses } = await measure(fourgate('reference', open), problem, params, 1);
    expect(written.referenceLosses).toEqual(losses);
  });

  it.each([
    ['--sizes', 'Q=3', 'Q=3'],
    ['--sizes', 'N=none', 'a positive integer'],
    ['--steps', '0', '--steps'],
  ])('refuses %s %s', (option, value, message) => {
    const { status, stdout, stderr } = write(option, value);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(message);
  });
});
