import { describe, expect, it } from 'vitest';
import { rowsOnDemand } from '../../src/data/feature_rows.ts';
import { DeviceError } from '../../src/errors.ts';
import type { Backend } from '../../src/ops/backend.ts';
import type { RunOptions } from '../../src/options/run_options.ts';
import { Desk, turns } from './desk.ts';
import { smallData } from './small_data.ts';

const small: RunOptions = { backend: 'cpu', hiddenDim: 6, wordvecDim: 4, batchSize: 8, iterations: 12, seed: 3 };
const losses = (desk: Desk) => desk.of('step').map(({ loss }) => loss);

/** Data whose rows are computed on demand, and which were; `damaged` is no row that can be computed. */
function onDemand(damaged?: number) {
  const source = smallData();
  const read: string[] = [];
  const splits = Object.values(source.data.splits).map((split) => {
    const { count, length } = split.features;
    const features = rowsOnDemand(split.name, [count, length], (row) => {
      if (row === damaged) throw new Error('the row cannot be computed');
      read.push(`${split.name} ${row}`);
      return split.features.readRows([row]);
    });
    return [split.name, { ...split, features }];
  });
  return { data: { ...source, data: { ...source.data, splits: Object.fromEntries(splits) } }, read };
}

/** A choice of kernels that ends when it is told to, and the backends that it was asked for. */
function choice() {
  const asked: Backend[] = [];
  let end: (error?: Error) => void = () => {};
  const choose = (backend: Backend) => {
    asked.push(backend);
    return new Promise<void>((resolve, reject) => {
      end = (error) => (error ? reject(error) : resolve());
    });
  };
  return { asked, choose, end: (error?: Error) => end(error) };
}

describe('kernels are chosen', () => {
  it('when data are loaded and the worker is idle, and only once', async () => {
    const desk = new Desk();
    const { asked, choose, end } = choice();
    desk.choose = choose;
    desk.session.greet();
    await desk.session.settled();
    expect(desk.of('ready')).toHaveLength(1);
    expect(asked).toEqual([]);
    await desk.tell({ type: 'load', source: { kind: 'scenes' } });
    expect(desk.of('dataset')).toHaveLength(1);
    expect(asked).toHaveLength(1);
    end();
    await desk.tell({ type: 'load', source: { kind: 'scenes' } });
    await turns(3);
    expect(asked).toHaveLength(1);
  });

  it('before a run records its programs: it waits for them', async () => {
    const desk = await Desk.loaded();
    const { asked, choose, end } = choice();
    desk.choose = choose;
    desk.session.handle({ type: 'start', options: small });
    await desk.until(() => asked.length === 1);
    await turns(20);
    expect(desk.of('started')).toEqual([]);
    end();
    await desk.session.settled();
    expect(desk.of('finished')).toHaveLength(1);
    expect(asked).toEqual([desk.backend]);
  });

  it('without success on a device that fails: this is reported to the run that needs it, and the next run has another', async () => {
    const desk = await Desk.loaded();
    const { choose, asked, end } = choice();
    desk.choose = choose;
    desk.session.handle({ type: 'start', options: small });
    await desk.until(() => asked.length === 1);
    end(new DeviceError({ where: 'WebGPU device', expected: 'enough memory', found: 'out of memory' }));
    await desk.session.settled();
    expect(desk.of('failed').map(({ during, message }) => [during, /out of memory/.test(message)])).toEqual([
      ['run', true],
    ]);
    desk.choose = async () => {};
    await desk.tell({ type: 'start', options: small });
    expect(desk.of('finished')).toHaveLength(1);
    expect(desk.opened).toBe(2);
  });

  it('without success, silently, while nobody needs them', async () => {
    const desk = new Desk();
    desk.choose = async () => {
      throw new DeviceError({ where: 'WebGPU device', expected: 'an answer', found: 'none' });
    };
    desk.session.greet();
    await desk.tell({ type: 'load', source: { kind: 'scenes' } });
    await turns(3);
    expect(desk.of('failed')).toEqual([]);
    expect(desk.of('dataset')).toHaveLength(1);
  });
});

describe('rows that are computed on demand', () => {
  it('are all computed while nothing is requested', async () => {
    const { data, read } = onDemand();
    await Desk.loaded(undefined, {}, data);
    await turns(20);
    expect(read).toHaveLength(40 + 16);
    expect(new Set(read).size).toBe(40 + 16);
  });

  it('wait for the run once one is requested, which reads what it needs: the losses are the same', async () => {
    const { data, read } = onDemand();
    const early = new Desk(undefined, {}, data);
    early.answer = ({ type }) => {
      if (type === 'dataset') early.session.handle({ type: 'start', options: small });
      // Two steps may be planned ahead of the first report, beside the pictures whose captions are shown.
      if (type === 'step' && early.of('step').length === 1) readAtFirst = read.length;
    };
    let readAtFirst = 0;
    await early.tell({ type: 'load', source: { kind: 'scenes' } });
    await early.session.settled();
    expect(early.of('finished')).toHaveLength(1);
    expect(readAtFirst).toBeLessThanOrEqual(5 * 8);

    const late = await Desk.loaded(undefined, {}, onDemand().data);
    await turns(20);
    await late.tell({ type: 'start', options: small });
    const plain = await Desk.loaded();
    await plain.tell({ type: 'start', options: small });
    expect(losses(early)).toHaveLength(12);
    expect(losses(early)).toEqual(losses(plain));
    expect(losses(late)).toEqual(losses(plain));
  });

  it('fail silently until a run needs them', async () => {
    const desk = await Desk.loaded(undefined, {}, onDemand(3).data);
    await turns(20);
    expect(desk.of('failed')).toEqual([]);
    await desk.tell({ type: 'start', options: { ...small, iterations: 40 } });
    expect(desk.of('failed').map(({ during, message }) => [during, message])).toEqual([
      ['run', 'the row cannot be computed'],
    ]);
  });
});
