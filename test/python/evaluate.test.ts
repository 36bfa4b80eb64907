import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadCaptioner } from '../../src/checkpoint/save_and_load.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { cocoResults } from '../../src/evaluate/coco_results.ts';
import { evaluateCaptions } from '../../src/evaluate/evaluate_captions.ts';
import { teacherForcedLoss } from '../../src/evaluate/teacher_forced_loss.ts';
import type { DecodeOptions } from '../../src/options/decoding_options.ts';
import { describeWithPyTorch, runTwin, twin } from './support/python.ts';
import { writeRandomFolder } from './support/small_data.ts';

const methods: readonly (readonly [options: string, decoding: DecodeOptions])[] = [
  ['', {}],
  ['--beam 3', { method: 'beam', beamWidth: 3 }],
  ['--beam 5 --length-normalization 0.7', { method: 'beam', beamWidth: 5, lengthNormalization: 0.7 }],
];

describeWithPyTorch('the captions and the loss of the PyTorch twin', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fourgate-twin-captions-'));
  const data = join(folder, 'data');
  const cells = ['lstm', 'rnn'] as const;
  const checkpointOf = (cell: string) => join(folder, cell, 'latest.safetensors');
  const outOf = (cell: string, method: number) => join(folder, `${cell}-${method}.json`);

  // Enough pictures that captions differ, and a few steps so that probabilities do.
  beforeAll(async () => {
    await writeRandomFolder(data, { captions: 150, pictures: 80, columns: 9 });
    const sizes = [
      '--data',
      data,
      '--hidden',
      '12',
      '--wordvec',
      '6',
      '--lr',
      '0.02',
      '--iterations',
      '40',
      '--batch',
      '10',
    ];
    await twin('train', ...cells.map((cell) => [...sizes, '--cell', cell, '--checkpoints', join(folder, cell)]));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are those of Fourgate for the same checkpoint, by greedy decoding and by beam search', async () => {
    const asked = cells.flatMap((cell) =>
      methods.map(([options], i) => [
        ...['--checkpoint', checkpointOf(cell), '--data', data, '--split', 'val', '--images', '50'],
        ...['--out', outOf(cell, i), ...options.split(' ').filter((part) => part !== '')],
      ]),
    );
    const printed = await runTwin('evaluate', asked);
    expect(printed.map(({ code, err }) => ({ code, err }))).toEqual(asked.map(() => ({ code: 0, err: '' })));
    const loaded = await loadCocoData(data);
    for (const [c, cell] of cells.entries()) {
      const backend = new CpuBackend({ precision: 'float32' });
      const { model } = await loadCaptioner(backend, readFileSync(checkpointOf(cell)), cell);
      const loss = await teacherForcedLoss(model, loaded, 'val', { limit: Math.round((75 * 50) / 80) });
      for (const [i, [, decoding]] of methods.entries()) {
        const at = { decoding: { maxLength: loaded.captionLength, ...decoding }, limit: 50 };
        const { images } = await evaluateCaptions(model, loaded, 'val', at);
        const ours = cocoResults(images);
        expect(new Set(ours.map(({ caption }) => caption)).size).toBeGreaterThan(10);
        expect(JSON.parse(readFileSync(outOf(cell, i), 'utf8'))).toEqual(ours);
        const [, found] = /val loss (\S+)/.exec(printed[c * methods.length + i]?.out ?? '') ?? [];
        expect(Math.abs(Number(found) - loss)).toBeLessThan(1e-3);
      }
    }
    loaded.close();
  });

  it('refuse options of other decodings by name', async () => {
    const [sampled, both, nothing] = await runTwin('evaluate', [
      ['--checkpoint', checkpointOf('rnn'), '--data', data, '--temperature', '2'],
      ['--checkpoint', checkpointOf('rnn'), '--data', data, '--method', 'greedy', '--beam', '2'],
      ['--data', data],
    ]);
    expect([sampled?.code, both?.code, nothing?.code]).toEqual([1, 1, 1]);
    expect(sampled?.err).toContain('expected an option of the twin, found --temperature. npm run eval has it');
    expect(both?.err).toContain('--beam: expected --method beam beside it, found greedy');
    expect(nothing?.err).toContain('Give --checkpoint FILE.');
  });
});
