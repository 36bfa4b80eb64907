import { Presets, SingleBar } from 'cli-progress';
import { count, duration, plural, rate } from '../../src/client/format.ts';
import { leftOut } from '../../src/prepare/left_out.ts';
import type { Matched } from '../../src/prepare/match_pictures.ts';
import type { PreparedDataset } from '../../src/prepare/prepare_dataset.ts';
import { Pace } from '../../src/worker/pacing.ts';
import { line } from '../start/report.ts';

/** Names and reasons shown of a list that may be long; all of them are in the record. */
const SHOWN = 8;
/** Lines that stand for the bar where the output is no terminal. */
const LINES = 20;
const FORMAT = '{bar} {percentage} %  picture {value}/{total}  {rate} pictures/s  {left} left';

/** What was found before the work begins. */
export function matchedLines(matched: Matched): string[] {
  const captions = matched.pictures.reduce((sum, picture) => sum + picture.captions.length, 0);
  return [
    line('pictures', `${plural(matched.pictures.length, 'picture')} with ${plural(captions, 'caption')}`),
    ...leftOut(matched, SHOWN).map((one) => line('', one)),
  ];
}

/** What was made. */
export function preparedLines({ splits, words, cut, skipped }: PreparedDataset, captionLength: number): string[] {
  const more = skipped.length - SHOWN;
  return [
    ...(skipped.length > 0 ? [line('skipped', `${plural(skipped.length, 'picture')} that cannot be decoded:`)] : []),
    ...skipped.slice(0, SHOWN).map(({ reason }) => line('', reason)),
    ...(more > 0 ? [line('', `and ${count(more)} more`)] : []),
    ...splits.map(({ name, pictures, captions }, index) =>
      line(index === 0 ? 'splits' : '', `${name} ${plural(pictures, 'picture')}, ${plural(captions, 'caption')}`),
    ),
    line('vocabulary', `${plural(words.length, 'word')}; captions of ${captionLength} columns`),
    ...(cut > 0 ? [line('', `${plural(cut, 'caption')} truncated to them`)] : []),
  ];
}

/** Shows how far the features are: a bar on a terminal, lines elsewhere. */
export class Progress {
  readonly #out: NodeJS.WriteStream;
  readonly #pace = new Pace(performance.now());
  #bar: SingleBar | undefined;
  #before = 0;
  #shown = 0;
  #batch = 0;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  /** @param computed whether these pictures were not there before */
  take(done: number, total: number, computed: boolean): void {
    const pictures = done - this.#shown;
    this.#shown = done;
    if (!computed) {
      this.#before += pictures;
      if (done === total) this.#resumed(total);
      return;
    }
    if (this.#batch === 0) {
      this.#resumed(total);
      this.#batch = pictures;
      this.#start(total);
    }
    this.#pace.step(performance.now(), pictures);
    this.#show(done, total);
  }

  /** Leaves the terminal as it was found. */
  close(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  #resumed(total: number): void {
    if (this.#before > 0)
      this.#print(line('resumed', `${count(this.#before)} of ${plural(total, 'picture')} were done`));
    this.#before = 0;
  }

  #start(total: number): void {
    if (!this.#out.isTTY) return;
    const options = { format: FORMAT, stream: this.#out, fps: 8, barsize: 24, gracefulExit: false };
    this.#bar = new SingleBar(options, Presets.shades_classic);
    this.#bar.start(total, 0, { rate: '–', left: '–' });
  }

  #show(done: number, total: number): void {
    const pace = rate(this.#pace.captionsPerSecond);
    const left = duration(this.#pace.secondsFor((total - done) / this.#batch));
    this.#bar?.update(done, { rate: pace, left });
    const every = Math.max(1, Math.round(total / LINES / this.#batch)) * this.#batch;
    const first = done === this.#batch;
    if (!this.#out.isTTY && (first || done === total || done % every === 0)) {
      this.#print(line('features', `picture ${done}/${total}  ${pace} pictures/s  ${left} left`));
    }
  }

  #print(text: string): void {
    this.#out.write(`${text}\n`);
  }
}
