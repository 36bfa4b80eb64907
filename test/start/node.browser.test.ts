import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { swiftShaderEnvironment } from '../../scripts/swiftshader.ts';
import { decodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { resumableOf } from '../../src/runs/run_record.ts';
import { runScript } from './run_script.ts';
import { writeSmallFolder } from './small_folder.ts';

const tiny = '--hidden 16 --wordvec 8 --batch 16 --lr 0.03 --iterations 40'.split(' ');
const scenes = [...tiny, '--pictures', '60'];

let folder: string;
let software: Readonly<Record<string, string>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fourgate-node-'));
  software = await swiftShaderEnvironment();
});
afterAll(() => rm(folder, { recursive: true }));

const start = (args: readonly string[], environment = software) =>
  runScript('train', args, undefined, undefined, environment);
const evaluate = (args: readonly string[], environment = software) =>
  runScript('eval', args, undefined, undefined, environment);

/** All numbers of the latest checkpoint of a run: parameters, moments, losses of every step. */
async function numbersOf(run: string) {
  const path = join(folder, run, 'latest.safetensors');
  const { parameters, training } = decodeCheckpoint(await readFile(path), path);
  return { parameters, training };
}

/** The lines of a run that hold losses and scores, but no times. */
const numbersIn = (out: string) =>
  out.match(/(?<=^step \d+\/\d+ {2})loss [\d.]+|^epoch .*|^(first|last|test|not) .*/gm);

describe('npm start -- --node', () => {
  it('gives the numbers of Chromium on the same adapter, bit for bit, and each resumes the run of the other', async () => {
    const here = await start([...scenes, '--node', '--checkpoints', join(folder, 'here')]);
    expect([here.code, here.err]).toEqual([0, '']);
    expect(here.out).toMatch(/^Fourgate {4}in Node v\d+\.\d+\.\d+, without a browser$/m);
    expect(here.out).toMatch(/^adapter {5}.*swiftshader.* a software adapter, not a GPU/im);
    const there = await start([...scenes, '--headless', '--checkpoints', join(folder, 'there')]);
    expect(numbersIn(there.out)?.length).toBeGreaterThan(30);
    expect(numbersIn(here.out)).toEqual(numbersIn(there.out));
    expect(await numbersOf('here')).toEqual(await numbersOf('there'));

    const further = (where: string) => ['--resume', '--iterations', '50', '--checkpoints', join(folder, where)];
    expect(await start([...further('there'), '--node'])).toMatchObject({ code: 0, err: '' });
    expect(await start([...further('here'), '--headless'])).toMatchObject({ code: 0, err: '' });
    expect((await numbersOf('here')).training?.step).toBe(50);
    expect(await numbersOf('here')).toEqual(await numbersOf('there'));
  });

  it('trains a CS231n folder on the CPU without WebGPU, keeps it, and starts another run from its weights', async () => {
    await writeSmallFolder(join(folder, 'small'));
    const data = ['--node', '--backend', 'cpu', '--data', join(folder, 'small'), '--max-train', '40'];
    const none = { VK_ICD_FILENAMES: '/no/driver.json' };
    const first = await start([...data, ...tiny, '--checkpoints', join(folder, 'cpu')], none);
    expect([first.code, first.err]).toEqual([0, '']);
    expect(first.out).toMatch(/^data {8}small: train 24 pictures, 40 captions; /m);
    expect(first.out).toMatch(/^adapter {5}CPU/m);
    const path = join(folder, 'cpu', 'latest.safetensors');
    const record = resumableOf(decodeCheckpoint(await readFile(path), path))?.record;
    expect(record?.source).toEqual({ kind: 'files', name: 'small', maxTrain: 40 });
    const second = await start([...data, '--weights', path, '--iterations', '2'], none);
    expect([second.code, second.err]).toEqual([0, '']);
    const lossOf = (out: string) => Number(/^last ten {4}([\d.]+)/m.exec(out)?.[1]);
    const [last, next] = [lossOf(first.out), lossOf(second.out)];
    expect(next).toBeLessThan(1.5 * last);
  });

  it('names what is missing, and the option that does not need it', async () => {
    const { code, err } = await start([...scenes, '--node'], { VK_ICD_FILENAMES: '/no/driver.json' });
    expect(code).toBe(1);
    expect(err).toMatch(/WebGPU in Node: expected an adapter, found none with VK_ICD_FILENAMES=\/no\/driver\.json/);
    expect(err).toMatch(/libvulkan1.*--backend cpu/);
  });

  it("refuses damaged data with the page's message, and exits with 1", async () => {
    const data = join(folder, 'without');
    await writeSmallFolder(data);
    await rm(join(data, 'coco2014_vocab.json'));
    const { code, out } = await start(['--node', '--backend', 'cpu', '--data', data, ...tiny]);
    expect(code).toBe(1);
    expect(out).toMatch(/expected a file coco2014_vocab\.json, found /);
  });

  it('stops at Ctrl-C, and can be resumed', async () => {
    const args = ['--node', '--backend', 'cpu', ...scenes.slice(0, -4), '--pictures', '60', '--epochs', '1000'];
    const place = ['--checkpoints', join(folder, 'stopped')];
    let stopped = false;
    const { code, out } = await runScript('train', [...args, ...place], (child, soFar) => {
      if (stopped || !/^epoch 2 /m.test(soFar)) return;
      stopped = true;
      child.kill('SIGINT');
    });
    expect(code).toBe(130);
    const [, step] = /^kept {8}step (\d+) of this run is kept/m.exec(out) ?? [];
    expect(Number(step)).toBeGreaterThan(0);
    const length = String(Number(step) + 2);
    const resumed = await start(['--node', ...place, '--resume', '--iterations', length]);
    expect(resumed).toMatchObject({ code: 0, err: '' });
    expect(resumed.out).toContain(`\ndone        ${length} steps in `);
  });
});

describe('npm run eval -- --node', () => {
  it('prints the scores of Chromium', async () => {
    const args = [
      '--checkpoint',
      join(folder, 'here', 'best.safetensors'),
      '--images',
      '40',
      '--beam',
      '2',
      '--method',
    ];
    const here = await evaluate([...args, 'beam', '--against-greedy', '--node']);
    expect([here.code, here.err]).toEqual([0, '']);
    const there = await evaluate([...args, 'beam', '--against-greedy']);
    const scores = (out: string) =>
      out
        .split('\n')
        .slice(1)
        .join('\n')
        .replace(/in \d[\d:.]*/g, '');
    expect(scores(here.out)).toMatch(/CIDEr/);
    expect(scores(here.out)).toBe(scores(there.out));
  });
});
