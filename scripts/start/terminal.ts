import { Presets, SingleBar } from 'cli-progress';
import { duration, loss, rate } from '../../src/client/format.ts';
import { LossHistory } from '../../src/client/loss_history.ts';
import type { Event, StepEvent } from '../../src/worker/protocol.ts';
import {
  checkpointLines,
  datasetLines,
  failureText,
  finishedLines,
  line,
  slowerLines,
  startedLines,
  stepText,
  validatedLines,
} from './report.ts';

/** Lines that stand for the bar where the output is no terminal. */
const LINES = 20;
const FORMAT = '{bar} {percentage} %  step {value}/{total}  loss {loss} (mean of ten)  {rate} captions/s  {left} left';

/** Shows a run: a bar on a terminal, lines elsewhere. */
export class Terminal {
  readonly #out: NodeJS.WriteStream;
  readonly #history = new LossHistory();
  #bar: SingleBar | undefined;
  #expectedFirstLoss = Number.NaN;
  #totalSteps = 0;
  #resumed = false;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  /** Shows one event of the worker. */
  take(event: Event): void {
    switch (event.type) {
      case 'dataset':
        this.print(datasetLines(event.summary));
        break;
      case 'started':
        this.#history.clear();
        this.#expectedFirstLoss = event.expectedFirstLoss;
        this.print(startedLines(event));
        this.#totalSteps = event.totalSteps;
        this.#startBar();
        break;
      case 'step':
        this.#history.push(event.step, event.loss);
        this.#showStep(event);
        break;
      case 'slower':
        this.#interrupt(slowerLines(event));
        break;
      case 'validated':
        this.#interrupt(validatedLines(event));
        break;
      case 'finished':
        this.print(finishedLines(event, this.#history, this.#resumed ? undefined : this.#expectedFirstLoss));
        break;
      case 'opened':
        this.#resumed = true;
        this.print(checkpointLines(event.checkpoint));
        break;
      case 'failed':
        if (event.during === 'keep') this.#interrupt([line('warning', `not kept: ${event.message}`)]);
        else this.print([failureText(event)]);
        break;
    }
  }

  /** Prints lines below the bar, which ends with them. */
  print(lines: readonly string[]): void {
    this.close();
    this.#out.write(lines.map((one) => `${one}\n`).join(''));
  }

  /** Leaves the terminal as it was found. */
  close(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  /** Prints lines above the bar, which stays. */
  #interrupt(lines: readonly string[]): void {
    this.print(lines);
    this.#startBar();
  }

  #startBar(): void {
    if (!this.#out.isTTY) return;
    this.#bar = new SingleBar(
      { format: FORMAT, stream: this.#out, fps: 8, barsize: 24, gracefulExit: false },
      Presets.shades_classic,
    );
    this.#bar.start(this.#totalSteps, 0, { loss: '–', rate: '–', left: '–' });
  }

  #showStep(event: StepEvent): void {
    const { step, totalSteps, captionsPerSecond, secondsLeft } = event;
    const recent = this.#history.meanOfLastTen;
    this.#bar?.update(step, { loss: loss(recent), rate: rate(captionsPerSecond), left: duration(secondsLeft) });
    const every = Math.max(1, Math.round(totalSteps / LINES));
    if (!this.#out.isTTY && (step === 1 || step % every === 0)) this.print([stepText(event, recent)]);
  }
}
