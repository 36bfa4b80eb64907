import { describe, expect, it } from 'vitest';
import { createEvaluationState } from '../../src/app/evaluation_state.ts';
import { extremes } from '../../src/client/extremes.ts';
import { metricsFile } from '../../src/client/metrics_file.ts';
import { cocoResults } from '../../src/evaluate/coco_results.ts';
import type { Command } from '../../src/worker/protocol.ts';
import { fakeEvaluation } from './fake_captions.ts';

const event = fakeEvaluation('val', 5, { method: 'beam', beamWidth: 3 });

describe('an evaluation', () => {
  it('is busy until it is answered, fails, or its run or data are gone', () => {
    const sent: Command[] = [];
    const state = createEvaluationState((command) => sent.push(command));
    const ask = () => {
      state.evaluate('val', undefined, { method: 'greedy' });
      expect(state.busy.value).toBe(true);
    };
    ask();
    expect(sent).toEqual([{ type: 'evaluate', split: 'val', decoding: { method: 'greedy' } }]);
    state.take(event);
    expect([state.busy.value, state.result.value]).toEqual([false, event]);
    for (const during of ['evaluate', 'run', 'load'] as const) {
      ask();
      state.take({ type: 'failed', during, name: '', message: 'no' });
      expect(state.busy.value).toBe(false);
    }
    ask();
    state.take({ type: 'failed', during: 'describe', name: '', message: 'no' });
    expect(state.busy.value).toBe(true);
    expect(state.result.value).toBe(event);
  });

  it('shows only its own fault', () => {
    const state = createEvaluationState(() => {});
    state.take({ type: 'failed', during: 'run', name: '', message: 'no' });
    expect(state.fault.value).toBeUndefined();
    state.take({ type: 'failed', during: 'evaluate', name: '', message: 'no' });
    expect(state.fault.value?.message).toBe('no');
  });

  it('finds its best and worst, none of them twice', () => {
    const ciders = (count: number) => {
      const { best, worst } = extremes(event.pictures, count);
      return [best, worst].map((some) => some.map(({ cider }) => cider));
    };
    expect(event.pictures.map(({ cider }) => cider)).toEqual([0, 4, 8, 1, 5]);
    expect(ciders(1)).toEqual([[8], [0]]);
    expect(ciders(6)).toEqual([
      [8, 5],
      [0, 1],
    ]);
    expect(extremes([], 6)).toEqual({ best: [], worst: [] });
  });

  it("is exported in the toolkit's format", () => {
    const results = cocoResults(event.pictures);
    expect(results).toHaveLength(5);
    expect(results[1]).toEqual({ image_id: 1, caption: event.pictures[1]?.caption });
    const { bleu, rougeL, cider } = event.freeRunning;
    const metrics = JSON.parse(JSON.stringify(metricsFile(event)));
    expect(metrics).toMatchObject({ split: 'val', decoding: event.decoding, teacherForced: { loss: 6.5 } });
    expect(metrics.freeRunning).toMatchObject({ Bleu_1: bleu[0], Bleu_4: bleu[3], ROUGE_L: rougeL, CIDEr: cider });
    expect(Object.keys(metrics.freeRunning).slice(6)).toEqual([
      'pictures',
      'wordsUsed',
      'vocabularyUse',
      'identical',
      'novel',
    ]);
    expect(metrics.perImage[2]).toEqual({ image_id: 2, CIDEr: 8, logProb: -5 });
  });
});
