import { beforeEach, describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { DataError } from '../../src/errors.ts';
import type { Backend } from '../../src/ops/backend.ts';
import type { Event, RunOptions } from '../../src/worker/protocol.ts';
import { Session } from '../../src/worker/session.ts';
import { smallData } from './small_data.ts';

const small: RunOptions = { backend: 'cpu', hiddenDim: 12, wordvecDim: 6, batchSize: 8, iterations: 12, numEpochs: 90 };
const scenes = { kind: 'scenes' } as const;

/** A session over small data, with everything it says. */
class Desk {
  readonly events: Event[] = [];
  readonly data = smallData();
  readonly session: Session;
  opened = 0;
  lose: (reason: string) => void = () => {};
  /** Called with every event; for answers that must come at once. */
  answer: (event: Event) => void = () => {};

  constructor() {
    this.session = new Session({
      post: (event) => {
        this.events.push(event);
        this.answer(event);
      },
      load: async ({ kind }, onProgress) => {
        onProgress('drawing', 1, 2);
        if (kind === 'scenes') return this.data;
        throw new DataError({ where: 'captions.h5', expected: 'HDF5', found: 'text' });
      },
      openBackend: async () => this.#open(),
    });
  }

  #open(): Backend {
    this.opened += 1;
    const backend: Backend = new CpuBackend();
    const lost = new Promise<string>((resolve) => {
      this.lose = resolve;
    });
    return new Proxy(backend, {
      get: (target, key) => {
        if (key === 'lost') return lost;
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  of<T extends Event['type']>(type: T): Extract<Event, { type: T }>[] {
    return this.events.filter((event): event is Extract<Event, { type: T }> => event.type === type);
  }

  async run(options: RunOptions, paused = false): Promise<void> {
    this.session.handle({ type: 'start', options, paused });
    await this.session.settled();
  }
}

const moment = () => new Promise((resolve) => setTimeout(resolve, 150));
let desk: Desk;
beforeEach(async () => {
  desk = new Desk();
  desk.session.handle({ type: 'load', source: scenes });
  await desk.session.settled();
});

describe('a session', () => {
  it('says what it loaded, with held-out pictures to show', () => {
    expect(desk.events.map(({ type }) => type)).toEqual(['loading', 'dataset']);
    const [{ summary, pictures } = { summary: undefined, pictures: [] }] = desk.of('dataset');
    expect(summary?.splits).toEqual([
      { name: 'train', images: 40, captions: 80 },
      { name: 'test', images: 16, captions: 32 },
    ]);
    expect(pictures).toHaveLength(12);
    expect(pictures[0]).toEqual({ split: 'test', image: 0, references: ['a red ring', 'a red ring'], caption: '' });
  });

  it('trains to the last step and measures what the captions say', async () => {
    await desk.run({ ...small, iterations: 250, learningRate: 0.02, lrDecay: 1 });
    expect(desk.of('failed')).toEqual([]);
    expect(desk.of('step').map(({ step }) => step)).toEqual(Array.from({ length: 250 }, (_, i) => i + 1));
    const [started] = desk.of('started');
    expect(started?.options).toMatchObject({ ...small, learningRate: 0.02, updateRule: 'adam', iterations: 250 });
    expect(desk.of('step')[0]?.loss).toBeCloseTo(started?.expectedFirstLoss ?? 0, 0);
    const [finished] = desk.of('finished');
    expect(finished).toMatchObject({
      step: 250,
      stopped: false,
      accuracy: { split: 'test', pictures: 16, correct: 16 },
    });
    expect(finished?.pictures[3]).toMatchObject({ caption: finished?.pictures[3]?.references[0], right: true });
    expect(desk.events.at(-1)?.type).toBe('finished');
  });

  it('repeats itself with the same seed, and not with another', async () => {
    await desk.run(small);
    await desk.run(small);
    await desk.run({ ...small, seed: 5 });
    const losses = desk.of('step').map(({ loss }) => loss);
    expect(losses).toHaveLength(36);
    expect(losses.slice(12, 24)).toEqual(losses.slice(0, 12));
    expect(losses.slice(24)).not.toEqual(losses.slice(0, 12));
    expect(desk.opened).toBe(1);
  });

  it('drops what it is told to drop', async () => {
    await desk.run(small);
    await desk.run({ ...small, wordDropout: 0.5 });
    await desk.run({ ...small, outputDropout: 0.5 });
    const losses = desk.of('step').map(({ loss }) => loss);
    expect(desk.of('failed')).toEqual([]);
    expect(losses.slice(12, 24)).not.toEqual(losses.slice(0, 12));
    expect(losses.slice(24)).not.toEqual(losses.slice(0, 12));
    expect(losses.slice(24)).not.toEqual(losses.slice(12, 24));
  });

  it('pauses, does exactly one step, goes on, stops', async () => {
    desk.session.handle({ type: 'start', options: { ...small, iterations: 100_000 }, paused: true });
    await moment();
    expect(desk.of('step')).toHaveLength(1);
    expect(desk.of('paused')).toEqual([{ type: 'paused', step: 1 }]);
    expect(desk.of('captions').map(({ step }) => step)).toEqual([1]);
    desk.session.handle({ type: 'step' });
    await moment();
    expect(desk.of('step')).toHaveLength(2);
    expect(desk.of('paused').map(({ step }) => step)).toEqual([1, 2]);
    desk.session.handle({ type: 'resume' });
    await moment();
    expect(desk.of('resumed')).toEqual([{ type: 'resumed', step: 2 }]);
    expect(desk.of('step').length).toBeGreaterThan(5);
    desk.session.handle({ type: 'pause' });
    await moment();
    const reached = desk.of('step').length;
    expect(desk.events.at(-1)).toEqual({ type: 'paused', step: reached });
    await moment();
    expect(desk.of('step')).toHaveLength(reached);
    desk.session.handle({ type: 'stop' });
    await desk.session.settled();
    expect(desk.of('step')).toHaveLength(reached);
    expect(desk.of('finished')[0]).toMatchObject({ step: reached, stopped: true });
    expect(desk.of('finished')[0]?.pictures).toHaveLength(12);
  });

  it('stops a run that has not begun, and lets late commands be', async () => {
    desk.session.handle({ type: 'start', options: small });
    desk.session.handle({ type: 'stop' });
    await desk.session.settled();
    expect(desk.of('step')).toEqual([]);
    expect(desk.of('finished')[0]).toMatchObject({ step: 0, stopped: true });
    for (const type of ['pause', 'resume', 'step', 'stop'] as const) desk.session.handle({ type });
    await desk.run(small);
    expect(desk.of('step')).toHaveLength(12);
    expect(desk.of('failed')).toEqual([]);
  });

  it('a new start ends the run that goes on', async () => {
    desk.answer = (event) => {
      if (event.type !== 'step' || event.step !== 3 || desk.of('started').length > 1) return;
      desk.session.handle({ type: 'start', options: small });
    };
    desk.session.handle({ type: 'start', options: { ...small, iterations: 100_000 } });
    while (desk.of('finished').length < 2) await moment();
    expect(desk.of('finished').map(({ stopped }) => stopped)).toEqual([true, false]);
  });
});

describe('a fault', () => {
  it.each([
    [{ hidden: 3 }, 'option hidden'],
    [{ hiddenDim: 0 }, 'hiddenDim'],
    [{ batchSize: 2.5 }, 'batchSize'],
    [{ cellType: 'gru' }, 'cellType'],
    [{ updateRule: 'adagrad' }, 'updateRule'],
    [{ learningRate: Number.NaN }, 'learningRate'],
    [{ wordDropout: 1 }, 'dropout'],
  ])('in the options %j is told, and the next run is not harmed', async (wrong, where) => {
    await desk.run({ ...small, ...(wrong as RunOptions) });
    expect(desk.of('failed')[0]).toMatchObject({ during: 'run', name: 'OptionError' });
    expect(desk.of('failed')[0]?.fault?.where).toContain(where);
    await desk.run(small);
    expect(desk.of('finished')).toHaveLength(1);
  });

  it('of the data is told, and leaves none behind', async () => {
    desk.session.handle({ type: 'load', source: { kind: 'files', files: [] } });
    await desk.session.settled();
    expect(desk.data.closed).toBe(true);
    expect(desk.of('failed')[0]).toMatchObject({ during: 'load', name: 'DataError', fault: { found: 'text' } });
    await desk.run(small);
    expect(desk.of('failed')[1]?.fault).toMatchObject({ where: 'start', found: 'none' });
  });

  it('of the device ends the run; the next one opens another device', async () => {
    desk.answer = (event) => {
      if (event.type === 'step' && event.step === 4 && desk.opened === 1) desk.lose('it was unplugged');
    };
    await desk.run({ ...small, iterations: 100_000 });
    expect(desk.of('failed')[0]).toMatchObject({ name: 'DeviceError', fault: { found: 'it was unplugged' } });
    const reached = desk.of('step').length;
    await moment();
    expect(desk.of('step').length).toBe(reached);
    await desk.run(small);
    expect(desk.opened).toBe(2);
    expect(desk.of('finished')).toHaveLength(1);
  });

  it('of the numbers is told with the step it came at', async () => {
    await desk.run({ ...small, updateRule: 'sgd', learningRate: 3e38 });
    expect(desk.of('failed')[0]).toMatchObject({ name: 'TrainingError' });
    expect(desk.of('failed')[0]?.fault?.where).toMatch(/training step \d/);
  });
});
