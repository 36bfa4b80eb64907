import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { bench } from '../../bench/bench.ts';
import type { Context } from '../../bench/context.ts';
import { bySameWork } from '../../bench/peers/merge.ts';
import { picturePeerNames } from '../../bench/pictures/names.ts';
import { flopsOf, pictureProblem } from '../../bench/pictures/problem.ts';
import type { Results } from '../../bench/results.ts';
import { MOST_BYTES } from '../../bench/sections/pictures.ts';
import { runSection } from '../../bench/sections.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import type { Backend, Recorder } from '../../src/ops/backend.ts';
import { roomFor } from '../../src/vision/network_program.ts';
import { imagesOfRun } from '../../src/vision/network_programs.ts';
import { planOf } from '../../src/vision/plan.ts';

const context = (open: () => Backend): Context => ({
  effort: 'tiny',
  open: async () => open(),
  openCpu: (precision) => new CpuBackend({ precision }),
  copyRate: async () => undefined,
  peers: ['fourgate'],
  say: () => {},
});

describe('pictures', () => {
  /** A CPU backend whose convolutions have no ReLU. */
  function withoutRelu(): Backend {
    const backend = new CpuBackend({ precision: 'float32' });
    const record = backend.record.bind(backend);
    backend.record = (label) => {
      const recorder = record(label);
      const call: Recorder['call'] = (op, sizes, buffers, flags = []) =>
        recorder.call(op, sizes, buffers, op.name === 'convolution_forward' ? [] : flags);
      return { call, finish: () => recorder.finish() };
    };
    return backend;
  }

  it('are not timed if they are classified wrongly', async () => {
    const { tables, faults } = await runSection('pictures', context(withoutRelu));
    expect(tables[0]?.rows).toEqual([]);
    expect(faults).toHaveLength(4);
    for (const fault of faults) expect(fault).toMatch(/the first pictures are \d.* from the CPU reference/);
  });

  it('count the operations that SqueezeNet is known for', () => {
    // As torchvision has them, in billions of multiply-adds: 1.1 with its classifier, and 1.0.
    const classifier = 13 ** 2 * 512 * 1000;
    expect((flopsOf(pictureProblem('1.1', 'features')) / 2 + classifier) / 1e9).toBeCloseTo(0.35, 2);
    expect(flopsOf(pictureProblem('1.0', 'gradient')) / 4e9).toBeCloseTo(0.82, 2);
  });

  it('of the same work are listed side by side, for every library', () => {
    const rows = (by: string) => [
      ['features', 1, by],
      ['features', 16, by],
      ['gradient', 1, by],
    ];
    expect(bySameWork([...rows('a'), ...rows('b')]).map((row) => row.join(' '))).toEqual([
      ...['features 1 a', 'features 1 b', 'features 16 a', 'features 16 b', 'gradient 1 a', 'gradient 1 b'],
    ]);
  });

  describe('are processed by each library in its own process', () => {
    const place = { adapter: 'none', software: true, browser: 'none' };
    const section = async (name: string, { peers: [peer = ''] = [] }: { readonly peers?: readonly string[] }) => ({
      ...{ section: name, title: 'Pictures', plots: [], notes: ['all', `of ${peer}`], faults: [`fault of ${peer}`] },
      tables: [{ caption: 'Batches', columns: [], rows: [1, 16].map((count) => ['features', count, peer]) }],
    });
    /** The exit code or what was thrown, and the results that are then saved. */
    async function saved(run: typeof section, libraries = true) {
      const folder = mkdtempSync(join(tmpdir(), 'fourgate-pictures-'));
      const asked = { sections: ['pictures'], host: 'node', software: false, quick: false } as const;
      vi.spyOn(process.stdout, 'write').mockReturnValue(true);
      const host = { name: 'node', place: async () => place, section: run } as const;
      const ended = await bench({ ...asked, libraries, out: folder }, async () => host, { commit: 'none' }).catch(
        (error: Error) => error.message,
      );
      vi.restoreAllMocks();
      const results = JSON.parse(readFileSync(join(folder, 'node.json'), 'utf8')) as Results;
      rmSync(folder, { recursive: true });
      return { ended, found: results.sections };
    }

    it('and listed side by side', async () => {
      const { ended, found } = await saved(section);
      expect(found[0]?.tables[0]?.rows).toEqual(
        [1, 16].flatMap((n) => picturePeerNames.map((peer) => ['features', n, peer])),
      );
      expect(found[0]?.notes).toEqual(['all', ...picturePeerNames.map((peer) => `of ${peer}`)]);
      expect([ended, found[0]?.faults]).toEqual([1, picturePeerNames.map((peer) => `fault of ${peer}`)]);
    });

    it('or, without the repository, by Fourgate alone, as the results say', async () => {
      const { found } = await saved(section, false);
      expect(found[0]?.tables[0]?.rows.map(([, , peer]) => peer)).toEqual(['fourgate', 'cpu', 'fourgate', 'cpu']);
      expect(found[0]?.notes.at(-1)).toMatch(/Other libraries are left out: only npm run bench/);
    });

    it('and saved even if a later one ends the run', async () => {
      const last = picturePeerNames.at(-1);
      const { ended, found } = await saved(async (name, request) => {
        if (request.peers?.[0] === last) throw new Error('the device is lost');
        return section(name, request);
      });
      expect(ended).toBe('the device is lost');
      expect(found).toHaveLength(1);
      expect(found[0]?.faults).toEqual(picturePeerNames.slice(0, -1).map((peer) => `fault of ${peer}`));
    });
  });

  it.each(['float32', 'float64'] as const)('of no batch need a buffer over 128 MiB in %s', (precision) => {
    const backend = { precision, maxBufferLength: Infinity } as Backend;
    for (const version of ['1.0', '1.1'] as const) {
      for (const pass of ['features', 'gradient'] as const) {
        const { file, side, output } = pictureProblem(version, pass);
        const plan = planOf(file, side, side, 'pictures');
        const wanted = { outputs: [output.name], mean: true, gradient: pass === 'gradient' };
        const bytes =
          imagesOfRun(plan, wanted, backend) * roomFor(plan, wanted).largest * (precision === 'float64' ? 8 : 4);
        expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
        expect(64 * bytes, 'a limit that 64 pictures meet').toBeGreaterThan(MOST_BYTES);
      }
    }
  });
});
