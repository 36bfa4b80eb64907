import { describe, expect, it } from 'vitest';
import { drawScene } from '../../../src/data/scenes/raster.ts';
import type { Scene } from '../../../src/data/scenes/scene.ts';
import type { Picture } from '../../../src/picture.ts';
import { EXPECTED_CHECKSUMS, engineChecksums, sampleScenes } from './samples.ts';

const square: Scene = {
  background: 'white',
  size: 'big',
  position: 'middle',
  companions: [],
  main: { shape: 'square', colour: 'red', paint: [200, 40, 40], x: 32, y: 32, radius: 12.5, tilt: 0 },
};

describe('drawScene', () => {
  it('makes the same pixels, captions and descriptors as earlier versions', () => {
    expect(engineChecksums()).toEqual(EXPECTED_CHECKSUMS);
  });

  it('paints an upright square of half side 0.88 · 12.5 = 11 on its pixels exactly', () => {
    const { width, height, data: rgba } = drawScene(square);
    expect([width, height, rgba.length]).toEqual([64, 64, 64 * 64 * 4]);
    for (let y = 0; y < 64; y++) {
      for (let x = 0; x < 64; x++) {
        const inside = x >= 21 && x < 43 && y >= 21 && y < 43;
        // Red paint has little green; the white ground has much.
        expect((rgba[(y * 64 + x) * 4 + 1] ?? 0) < 100).toBe(inside);
      }
    }
  });

  it('mixes the colours of a pixel that is half covered', () => {
    const { data: rgba } = drawScene({ ...square, main: { ...square.main, x: 32.5 } });
    const row = Array.from({ length: 64 }, (_, x) => rgba[(32 * 64 + x) * 4 + 1] ?? 0);
    const [ground, edge, paint] = [row[20] ?? 0, row[21] ?? 0, row[22] ?? 0];
    expect(edge).toBeCloseTo((ground + paint) / 2, -0.5);
  });

  it('turns a figure by its tilt', () => {
    // tan(22.5°): a square turned by 45° has corners where its sides were.
    const { data: rgba } = drawScene({ ...square, main: { ...square.main, tilt: Math.SQRT2 - 1 } });
    const green = (x: number, y: number) => rgba[(y * 64 + x) * 4 + 1] ?? 0;
    expect(green(32, 18)).toBeLessThan(100);
    expect(green(22, 22)).toBeGreaterThan(200);
  });

  it('draws the same scene at any size, opaque everywhere', () => {
    for (const scene of sampleScenes(10)) {
      const [small, large] = [drawScene(scene), drawScene(scene, 256)];
      const mean = ({ data }: Picture) => [...data].reduce((sum, value) => sum + value, 0) / data.length;
      expect(mean(large)).toBeCloseTo(mean(small), 0);
      for (let at = 3; at < large.data.length; at += 4) if (large.data[at] !== 255) throw new Error(`alpha at ${at}`);
    }
  });

  it('does not change its cached background', () => {
    const before = drawScene(square).data;
    drawScene({ ...square, main: { ...square.main, radius: 20 } });
    expect(drawScene(square).data).toEqual(before);
  });
});
