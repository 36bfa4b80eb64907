import type { Connection } from '../../src/app/connection.ts';
import {
  type CaptionedPicture,
  type Command,
  type Event,
  type RunOptions,
  runDefaults,
} from '../../src/worker/protocol.ts';

const words = ['a red circle on white', 'a small blue star at the top', 'there is a green ring on the left'];

function picture(image: number, step: number): CaptionedPicture {
  const side = 64;
  const rgba = new Uint8ClampedArray(4 * side * side).map((_, i) => (i % 4 === 3 ? 255 : (i * image) % 251));
  const reference = words[image % words.length] ?? '';
  const right = step > 60 || image % 3 === 0;
  const caption = step === 0 ? '' : right ? reference : 'a a a';
  const references = [reference, `the picture shows ${reference}`];
  const base = { split: 'test', image, caption, references };
  return step === 0 ? { ...base, pixels: { width: side, height: side, rgba } } : { ...base, right };
}

const pictures = (step: number) => Array.from({ length: 12 }, (_, i) => picture(i + 1, step));

/**
 * Answers as a worker would, in the page and in no time: for what a real one does rarely or late.
 * `missing` no WebGPU · `lost` the device goes at step 5 · `badData` data that cannot be loaded
 */
export class FakeWorker implements Connection {
  readonly #how: string;
  #listeners: ((event: Event) => void)[] = [];
  #timer = 0;
  #step = 0;
  #total = 200;

  constructor(how: string) {
    this.#how = how;
    const fault = { where: 'WebGPU', expected: 'an adapter', found: 'none', remedy: 'Look at chrome://gpu.' };
    const adapter = { name: 'NVIDIA Ada Lovelace', software: false };
    setTimeout(() => this.#tell({ type: 'ready', webgpu: how === 'missing' ? { missing: fault } : adapter }));
  }

  listen(listener: (event: Event) => void): void {
    this.#listeners.push(listener);
  }

  send(command: Command): void {
    switch (command.type) {
      case 'load':
        this.#load();
        break;
      case 'start':
        this.#start(command.options, command.paused === true);
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
    }
  }

  #tell(event: Event): void {
    for (const listener of this.#listeners) listener(event);
  }

  #load(): void {
    if (this.#how === 'badData') {
      const fault = {
        where: 'coco2014_captions.h5',
        expected: 'an HDF5 file',
        found: '12 bytes',
        remedy: 'Copy it again.',
      };
      this.#tell({ type: 'failed', during: 'load', name: 'DataError', message: 'bad', fault });
      return;
    }
    const splits = [
      { name: 'train', images: 4000, captions: 20000 },
      { name: 'val', images: 500, captions: 2500 },
      { name: 'test', images: 500, captions: 2500 },
    ];
    const summary = { name: 'Scenes', splits, vocabularySize: 93, captionLength: 17, featureLength: 512, seconds: 3.1 };
    this.#tell({ type: 'dataset', summary, pictures: pictures(0) });
  }

  #start(options: RunOptions, paused: boolean): void {
    this.#step = 0;
    this.#total = options.iterations ?? 200;
    this.#tell({
      type: 'started',
      adapter: { name: 'NVIDIA Ada Lovelace', software: false },
      backend: options.backend ?? 'webgpu',
      options: { ...runDefaults, iterations: this.#total, ...options },
      totalSteps: this.#total,
      parameters: 123456,
      expectedFirstLoss: 41.8,
    });
    if (paused) this.send({ type: 'step' });
    else this.#go();
  }

  #go(): void {
    this.#timer = window.setInterval(() => this.#advance(), 10);
  }

  #advance(): void {
    this.#step += 1;
    const [step, totalSteps] = [this.#step, this.#total];
    if (this.#how === 'lost' && step === 5) {
      clearInterval(this.#timer);
      const fault = {
        where: 'WebGPU device',
        expected: 'a device that lasts',
        found: 'it was lost',
        remedy: 'Start again.',
      };
      this.#tell({ type: 'failed', during: 'run', name: 'DeviceError', message: 'lost', fault });
      return;
    }
    const loss = 4 + 38 * Math.exp(-step / 30) + Math.sin(step * 12.9898);
    const secondsLeft = (totalSteps - step) * 0.01;
    this.#tell({ type: 'step', step, totalSteps, epoch: 0, loss, captionsPerSecond: 6400, secondsLeft });
    if (step % 20 === 0) this.#tell({ type: 'captions', step, pictures: pictures(step) });
    if (step >= totalSteps) this.#finish(false);
  }

  #finish(stopped: boolean): void {
    clearInterval(this.#timer);
    const accuracy = { split: 'test', pictures: 500, correct: 471 };
    const all = pictures(this.#step);
    this.#tell({ type: 'finished', step: this.#step, stopped, seconds: 12, loss: 4.2, accuracy, pictures: all });
  }
}
