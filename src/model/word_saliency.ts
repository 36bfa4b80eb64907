import { requireComputed } from '../finite.ts';
import type { FloatTensor, Tensor } from '../tensor.ts';
import { type CaptionRuns, captionRuns, zeros } from './caption_runs.ts';
import { ReusedStep } from './reused_step.ts';
import { type SaliencySetting, SaliencyStep } from './saliency_step.ts';

/** What `CaptioningRNN.wordSaliency` returns. */
export interface WordSaliency {
  /** (N, T) log p(word t + 1 | words up to t, feature). */
  readonly logProbs: FloatTensor;
  /** (N, T, D) its gradient with respect to the feature. */
  readonly gradients: FloatTensor;
}

/** Answers `wordSaliency` with a program that is recorded once, with one row for each requested word. */
export class WordSaliencies {
  readonly #setting: Omit<SaliencySetting, 'rows' | 'steps'>;
  readonly #step: ReusedStep<SaliencyStep>;

  constructor(setting: Omit<SaliencySetting, 'rows' | 'steps'>) {
    this.#setting = setting;
    this.#step = new ReusedStep((rows, steps) => new SaliencyStep({ ...setting, rows, steps }));
  }

  /** @throws as `CaptioningRNN.wordSaliency` does */
  async of(features: FloatTensor, captions: Tensor): Promise<WordSaliency> {
    const { D, nullWord } = this.#setting.configuration;
    const runs = captionRuns('wordSaliency', this.#setting, features, captions);
    const { words, N, T, steps, most } = runs;
    const logProbs = zeros(this.#setting, N, T);
    const gradients = zeros(this.#setting, N, T, D);
    const targets = Array.from({ length: N * T }, (_, target) => target);
    const asked = targets.filter((target) => words[placeOf(target, T)] !== nullWord);
    for (let start = 0; start < asked.length; start += most) {
      const part = asked.slice(start, start + most);
      const rows = this.#rows(part, runs, features);
      const found = await this.#step.for(part.length, steps).run(rows);
      for (const [row, target] of part.entries()) {
        logProbs.data[target] = found.logProbs[row] ?? Number.NaN;
        gradients.data.set(found.gradients.subarray(row * D, (row + 1) * D), target * D);
      }
    }
    requireComputed('wordSaliency: log-probabilities', logProbs);
    requireComputed('wordSaliency: gradients', gradients);
    return { logProbs, gradients };
  }

  destroy(): void {
    this.#step.destroy();
  }

  /** A row a target: its caption up to there, and the picture's feature. */
  #rows(targets: readonly number[], { words, T, steps }: CaptionRuns, { data }: FloatTensor) {
    const { D, nullWord } = this.#setting.configuration;
    const captions = new Int32Array(targets.length * (steps + 1)).fill(nullWord);
    const features = zeros(this.#setting, targets.length, D).data;
    for (const [row, target] of targets.entries()) {
      const n = Math.floor(target / T);
      captions.set(words.subarray(n * (T + 1), placeOf(target, T) + 1), row * (steps + 1));
      features.set(data.subarray(n * D, (n + 1) * D), row * D);
    }
    return { captions, features };
  }
}

/** Where target n · T + t is in captions (N, T + 1): column t + 1. */
const placeOf = (target: number, T: number) => target + Math.floor(target / T) + 1;
