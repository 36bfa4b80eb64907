import type { Connection } from '../../src/client/connection.ts';
import type { Fault } from '../../src/errors.ts';
import { type RunOptions, runDefaults } from '../../src/options/run_options.ts';
import type { CaptionedPicture } from '../../src/sources/data_source.ts';
import type { Command, DescribedHow, Event, FailedEvent } from '../../src/worker/protocol.ts';
import { fakeCheckpoint, fakeDescription, fakeEvaluation, fakePicture, fakeValidation } from './fake_captions.ts';
import { fakeExplanation, fakeSurvey } from './fake_explanation.ts';
import { FakeKept } from './fake_kept.ts';

/** The picture at an address, in place of its pixels. */
const onNet = ({ pixels: _, ...picture }: CaptionedPicture): CaptionedPicture => ({
  ...picture,
  url: `https://pictures.test/${picture.image}.jpg`,
});
/** What the fake's RNN says of every fifth picture does not get better. */
const pictures = (step: number, cell = 'lstm') =>
  Array.from({ length: 12 }, (_, i) => fakePicture(i + 1, cell === 'rnn' && i % 5 === 4 ? Math.min(step, 1) : step));
const noAdapter = { where: 'WebGPU', expected: 'an adapter', found: 'none', remedy: 'Look at chrome://gpu.' };

const adapterOf = (how: string) =>
  how === 'slower' ? { name: 'Google SwiftShader', software: true } : { name: 'NVIDIA Ada Lovelace', software: false };

const failed = (during: FailedEvent['during'], fault: Fault): FailedEvent => ({
  ...{ type: 'failed', during, name: 'FourgateError', message: 'bad', fault },
});

/**
 * Answers as a worker would, in the page and in no time: for what a real one does rarely or late.
 * `missing` no WebGPU · `lost` the device goes at step 5 · `badData` data that cannot be loaded · `kept` an earlier run
 * over scenes is kept · `reloaded` the run of this page is · `keptFiles` one over files · `keptTwo` both, and one that cannot be read · `lostKept` the device
 * goes at step 45, and step 40 is kept · `full` there is seldom room to keep a run · `faults` whatever is asked beside a run
 * fails · `manyUnits` 512 hidden units · `onNet` pictures are at addresses · `network` a network that is not there made the features · `held` answers wait for `release`, and a run has no end · `slower` a software adapter, slower than the CPU
 * · `stuck` nothing is heard after step 50
 */
export class FakeWorker implements Connection {
  /** All that it was told, for tests to look at. */
  readonly heard: Command[] = [];
  readonly #how: string;
  readonly #kept: FakeKept;
  #listeners: ((event: Event) => void)[] = [];
  #timer = 0;
  #step = 0;
  #total = 200;
  #slowness = 30;
  #cell: 'lstm' | 'rnn' = 'lstm';
  #backend: 'webgpu' | 'cpu' = 'webgpu';
  #held: Event[] = [];
  #followed: DescribedHow | undefined;

  constructor(how: string) {
    this.#how = how;
    this.#kept = new FakeKept(how);
    const webgpu = how === 'missing' ? { missing: noAdapter } : adapterOf(how);
    setTimeout(() => {
      this.#tell({ type: 'ready', webgpu });
      this.#tell(this.#kept.runs);
    });
  }

  /** Tells what was held back. */
  release(): void {
    for (const event of this.#held.splice(0)) this.#tell(event);
  }

  listen(listener: (event: Event) => void): void {
    this.#listeners.push(listener);
  }

  send(command: Command): void {
    this.heard.push(command);
    switch (command.type) {
      case 'load':
        this.#load();
        break;
      case 'start':
        this.#start(command.options, command.paused === true, command.resume === true);
        break;
      case 'pause':
        clearInterval(this.#timer);
        this.#tell({ type: 'paused', step: this.#step });
        break;
      case 'resume':
        this.#tell({ type: 'resumed', step: this.#step });
        this.#go();
        break;
      case 'step':
        this.#advance();
        this.#tell({ type: 'paused', step: this.#step });
        break;
      case 'stop':
        this.#finish(true);
        break;
      case 'forget':
        this.#kept.forget(command.run);
        this.#tell(this.#kept.runs);
        break;
      case 'pictures':
        break;
      case 'follow':
        this.#followed = command.picture;
        break;
      default:
        setTimeout(() => this.#answer(this.#answerTo(command)));
    }
  }

  /** To what may be asked beside a run. */
  #answerTo(
    command: Extract<Command, { type: 'open' | 'save' | 'evaluate' | 'describe' | 'explain' | 'survey' | 'network' }>,
  ): Event {
    if (this.#how === 'faults') {
      const fault = { where: command.type, expected: 'something else', found: 'this', remedy: 'Try another.' };
      return failed(command.type, fault);
    }
    switch (command.type) {
      case 'open': {
        const kept = 'run' in command.file ? this.#kept.summary(command.file.run) : undefined;
        const { training: _, ...weights } = fakeCheckpoint({ kind: 'scenes' });
        return { type: 'opened', checkpoint: kept ?? { ...weights, remark: 'Saved again by another program.' } };
      }
      case 'save':
        return { type: 'saved', name: `${command.format}.safetensors`, bytes: new ArrayBuffer(8) };
      case 'describe':
        return this.#described(command);
      case 'network':
        return { type: 'network', name: command.file.name, madeBy: 'SqueezeNet 1.1', known: true };
      case 'explain':
        return fakeExplanation({ ...command, step: this.#step }, this.#network);
      case 'survey':
        return fakeSurvey();
      case 'evaluate':
        return fakeEvaluation(command.split ?? 'test', command.images ?? 500, command.decoding);
    }
  }

  get #network() {
    return { cellType: this.#cell, ...(this.#how === 'manyUnits' && { H: 512 }) };
  }

  #described({ split, image, decoding, statesOf }: DescribedHow) {
    return fakeDescription(split, image, decoding, { statesOf, step: this.#step, network: this.#network });
  }

  #answer(event: Event): void {
    if (this.#how === 'held') this.#held.push(event);
    else this.#tell(event);
  }

  #tell(event: Event): void {
    for (const listener of this.#listeners) listener(event);
  }

  #load(): void {
    if (this.#how === 'badData') {
      const fault = { where: 'coco2014_captions.h5', expected: 'an HDF5 file', found: '12 bytes' };
      this.#tell(failed('load', { ...fault, remedy: 'Copy it again.' }));
      return;
    }
    const splits = [
      { name: 'train', images: 4000, captions: 20000 },
      { name: 'val', images: 500, captions: 2500 },
      { name: 'test', images: 500, captions: 2500 },
    ];
    const summary = {
      name: 'Scenes',
      splits,
      heldOut: 'test',
      vocabularySize: 93,
      captionLength: 17,
      featureLength: 512,
      seconds: 3.1,
      ...(this.#how === 'network' && { takesPictures: false, featuresBy: 'SqueezeNet 1.1' }),
    };
    this.#answer({ type: 'dataset', summary, pictures: this.#how === 'onNet' ? pictures(0).map(onNet) : pictures(0) });
  }

  #start(options: RunOptions, paused: boolean, resume: boolean): void {
    this.#step = resume ? 120 : 0;
    this.#cell = options.cellType ?? 'lstm';
    this.#slowness = options.cellType === 'rnn' ? 45 : 30;
    this.#backend = options.backend ?? 'webgpu';
    this.#total = this.#how === 'held' ? 1e5 : (options.iterations ?? 200);
    this.#tell({
      type: 'started',
      adapter: adapterOf(this.#how),
      backend: this.#backend,
      options: { ...runDefaults, iterations: this.#total, ...options },
      totalSteps: this.#total,
      parameters: 123456,
      expectedFirstLoss: 41.8,
      ...(resume && {
        before: {
          steps: [40, 80, 120],
          losses: [30, 12, 8],
          validated: [
            { step: 40, loss: 31 },
            { step: 80, loss: 14, cider: 0.5 },
          ],
        },
      }),
    });
    if (paused) this.send({ type: 'step' });
    else this.#go();
  }

  #go(): void {
    this.#timer = window.setInterval(() => this.#advance(), 10);
  }

  #advance(): void {
    if (this.#how === 'stuck' && this.#step === 50) return;
    this.#step += 1;
    const [step, totalSteps] = [this.#step, this.#total];
    if ((this.#how === 'lost' && step === 5) || (this.#how === 'lostKept' && step === 45)) {
      this.#lose();
      return;
    }
    const loss = 4 + 38 * Math.exp(-step / this.#slowness) + Math.sin(step * 12.9898);
    const secondsLeft = (totalSteps - step) * 0.01;
    this.#tell({ type: 'step', step, totalSteps, epoch: 0, loss, captionsPerSecond: 6400, secondsLeft });
    if (this.#how === 'slower' && step === 12 && this.#backend === 'webgpu') {
      this.#tell({ type: 'slower', captionsPerSecond: 208, onCpu: 507 });
    }
    if (step % 20 === 0) {
      this.#tell({ type: 'captions', step, pictures: pictures(step, this.#cell) });
      if (this.#followed) this.#tell({ ...this.#described(this.#followed), followed: true });
    }
    if (step % 40 === 0) {
      this.#tell(fakeValidation(step, step / 40));
      this.#tell(this.#kept.keep(step));
    }
    if (step >= totalSteps) this.#finish(false);
  }

  #lose(): void {
    clearInterval(this.#timer);
    const fault = { where: 'WebGPU device', expected: 'a device that lasts', found: 'it was lost' };
    this.#tell(this.#kept.end());
    this.#tell(failed('run', { ...fault, remedy: 'Start again.' }));
  }

  #finish(stopped: boolean): void {
    clearInterval(this.#timer);
    // Captioning all test pictures ends with a stop.
    const accuracy = stopped ? undefined : { split: 'test', pictures: 500, correct: 471, untrue: 36, broken: 1 };
    const all = pictures(this.#step, this.#cell);
    const { keptStep } = this.#kept;
    const kept = keptStep === undefined ? {} : { keptStep };
    this.#tell({
      type: 'finished',
      step: this.#step,
      stopped,
      seconds: 12,
      loss: 4.2,
      ...kept,
      ...(accuracy && { accuracy }),
      pictures: all,
    });
    this.#tell(this.#kept.end());
  }
}
