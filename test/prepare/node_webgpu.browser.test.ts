import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { swiftShaderEnvironment } from '../../scripts/swiftshader.ts';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { runScript } from '../start/run_script.ts';
import { smallFile } from '../vision/support/small_squeezenet.ts';
import { writePhotos, writeTexts } from './support/photo_folder.ts';
import { captionFiles } from './support/six_formats.ts';

const folder = mkdtempSync(join(tmpdir(), 'fourgate-node-'));
const at = (name: string) => join(folder, name);

/** Makes a data set in Node on Dawn, which computes on SwiftShader. */
async function prepare(out: string, ...more: string[]) {
  const files = ['--pictures', at('photos'), '--captions', at('captions.csv'), '--cnn', at('small.safetensors')];
  const environment = await swiftShaderEnvironment();
  return runScript('prepare', [...files, '--out', at(out), '--batch', '4', ...more], undefined, undefined, environment);
}

const contentOf = (out: string) =>
  Object.fromEntries(readdirSync(at(out)).map((name) => [name, readFileSync(join(at(out), name), 'latin1')]));

beforeAll(async () => {
  const told = await writePhotos(at('photos'), 10);
  writeTexts(folder, { 'captions.csv': captionFiles["Hugging Face's metadata.csv"]?.(told) ?? '' });
  writeFileSync(at('small.safetensors'), smallFile('1.0'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('npm run prepare-data in Node', () => {
  it('on WebGPU gives the same bytes every time, and the features of the CPU', async () => {
    const one = await prepare('one', '--backend', 'webgpu');
    expect(one).toMatchObject({ code: 0 });
    expect(one.out).toMatch(/computes on {0,2}WebGPU, .*\(software\)/);
    await prepare('other', '--backend', 'webgpu');
    expect(contentOf('other')).toEqual(contentOf('one'));
    await prepare('cpu', '--backend', 'cpu');
    const [onGpu, onCpu] = [await loadCocoData(at('one')), await loadCocoData(at('cpu'))];
    for (const [name, { features }] of Object.entries(onCpu.splits)) {
      const rows = Array.from({ length: features.count }, (_, row) => row);
      const [right, found] = [features.readRows(rows), onGpu.splits[name]?.features.readRows(rows)];
      const greatest = Math.max(...right.map(Math.abs));
      const furthest = Math.max(...right.map((value, i) => Math.abs(value - (found?.[i] ?? 0))));
      expect(furthest / greatest, name).toBeLessThan(1e-4);
    }
  });

  it('does not use a software adapter unless requested: the CPU is faster', async () => {
    const { out, code } = await prepare('any');
    expect([code, out]).toEqual([0, expect.stringMatching(/computes on CPU, as .* of WebGPU is a software adapter/)]);
  });
});
