import { OptionError } from '../../src/errors.ts';
import type { WebGpuBackend } from '../../src/gpu/backend.ts';
import { fileStore } from '../../src/gpu/tuning/file_store.ts';
import { choicesOnSoftware } from '../../src/gpu/tuning/first_choices.ts';
import { measureShape, measureVariants, shareOfBest } from '../../src/gpu/tuning/measure.ts';
import { type Shape, shapesOf } from '../../src/gpu/tuning/shape.ts';
import { tuningShapes } from '../../src/gpu/tuning/shapes.ts';
import { cacheStore } from '../../src/gpu/tuning/store.ts';
import { chooseVariants, tune } from '../../src/gpu/tuning/tune.ts';
import { warmUp } from '../../src/gpu/tuning/warm_up.ts';
import { choiceKey, kernelOf } from '../../src/gpu/variants.ts';
import { chosenVariants, openBackend } from '../../src/open_backend.ts';
import { affineForward as op } from '../../src/ops/affine_forward.ts';
import { fill } from '../../src/ops/elementwise.ts';
import { atMost, equal, fails } from './check.ts';
import { withBackend, withOwnDevice } from './shared_devices.ts';
import { replaced, withVariant } from './variant.ts';

const quick = { target: 1, rounds: 1, least: 0, hopeless: 100 };
const small: Shape = {
  op,
  sizes: { M: 9, K: 20, N: 12, x_first: 0, y_first: 0 },
  without: ['rows'],
  calls: 3,
};

/** A store that holds one value whatever the key, and counts. */
function storeOf(kept: unknown) {
  const store = {
    kept,
    written: 0,
    read: async () => store.kept,
    write: async (_: string, value: unknown) => {
      store.kept = value;
      store.written++;
    },
  };
  return store;
}

async function droppedFrom(backend: WebGpuBackend): Promise<string> {
  const { dropped, times } = await measureShape(backend, small, quick, ['plain', 'faulty']);
  equal([dropped.length, times.map(({ variant }) => variant)], [1, ['plain']], 'dropped and timed');
  return dropped[0]?.reason ?? '';
}

export const tuningChecks = {
  'a variant that computes something else, or does not compile, is dropped and harms nobody': () =>
    withOwnDevice(async (backend) => {
      await withVariant('faulty', replaced('array(block_0, block_1', 'array(1.01 * block_0, block_1'), async () => {
        if (!/\[\d+\] is .*, not /.test(await droppedFrom(backend))) throw new Error('the reason does not tell');
      });
      await withVariant('faulty', replaced('var block_0 = mat4x4f()', 'var block_0 = mat4x4g()'), async () => {
        if (!/mat4x4g/.test(await droppedFrom(backend))) throw new Error('the reason does not tell');
      });
      const x = backend.create('x', 2);
      const recorder = backend.record('afterwards');
      recorder.call(fill, { Q: 2, value: 3 }, { x });
      equal([...((await recorder.finish().run({}, [x]))[0] ?? [])], [3, 3], 'x');
    }),

  'tuning keeps its choices, and does not measure what was kept': () =>
    withBackend(async (backend) => {
      const store = storeOf(undefined);
      const first = await tune(backend, store, 0);
      equal(first, [], 'measured without time');
      const { adapter, variants } = backend;
      const choosable = tuningShapes(adapter.software).filter(
        ({ op: one, sizes }) => variants.worthTiming(kernelOf(one), adapter.software, sizes).length > 1,
      );
      const classes = new Set(choosable.map(({ op: one, sizes }) => choiceKey(kernelOf(one), sizes)));
      const complete = await tune(backend, store, Infinity);
      equal(complete.length, classes.size, 'shapes measured');
      equal(store.written, classes.size > 0 ? 1 : 0, 'times written');
      for (const { op: name, shape, chosen, times } of complete) {
        equal(chosenVariants(backend)[`${name} ${shape}`], chosen, `${name} ${shape}`);
        equal(
          times.some(({ gflops }) => gflops > 0),
          true,
          'GFLOP/s are told',
        );
      }
      equal((await tune(backend, store)).length, 0, 'measured again');
    }),

  'a device is kept busy for as long as is asked, and nothing of it stays': () =>
    withBackend(async (backend) => {
      const { bytes } = backend;
      let looks = 0;
      // With little work: on a software adapter the load for a GPU takes ten seconds.
      await warmUp(backend, 2, () => looks++, { ...small, calls: 1 });
      equal(looks, 3, 'looks at the clock: at the beginning, before the one submit, and after it');
      equal(backend.bytes, bytes, 'bytes');
    }),

  'what is kept by default is found again, in a browser as in Node': async () => {
    const store = () => {
      const found = cacheStore() ?? fileStore(`${globalThis.process?.env.TMPDIR ?? '/tmp'}/fourgate-tuning-check`);
      if (!found) throw new Error('nothing is kept here');
      return found;
    };
    const key = 'a vendor/an adapter, 1a2b';
    for (const choices of [{ 'affine_forward 256x1024x512': 'tile_64' }, { 'affine_forward 32x32x32': 'plain' }]) {
      await store().write(key, choices);
      equal(await store().read(key), choices, 'what was read');
    }
    equal(
      await store()
        .read('another')
        .catch(() => undefined),
      undefined,
      'what was never written',
    );
  },

  'what is kept and does not fit is as if it were not there': () =>
    withBackend(async (backend) => {
      for (const kept of [
        null,
        7,
        'plain',
        [],
        { affine_forward: 'none such' },
        { nonsense: 'plain' },
        { 'fill 64': 'plain' },
      ]) {
        await tune(backend, storeOf(kept), 0);
        equal(backend.variants.choices, {}, JSON.stringify(kept));
      }
      await tune(backend, storeOf({ 'affine_forward 256x64x64': 'tile_64' }), 0);
      equal(backend.variants.choices, { 'affine_forward 256x64x64': 'tile_64' }, 'what was kept');
    }),

  'choices are options of openBackend, and unknown ones are errors': async () => {
    const tuning = { 'affine_backward_weight 512x1024x256': 'tile_64' };
    const backend = await openBackend('webgpu', { tuning });
    equal(chosenVariants(backend), tuning, 'the choice');
    backend.destroy();
    const open = (wrong: object) => () => openBackend('webgpu', { tuning: wrong as Record<string, string> });
    await fails(open({ affine_forward: 'tile_65' }), OptionError, /tile_65/);
    await fails(open({ 'affine_forward large': 'tile_64' }), OptionError, /256x256x256/);
    await fails(() => openBackend('webgpu', { tuning: 'on' as 'off' }), OptionError, /auto, off/);
  },

  'a software adapter has its choices at once, whatever was kept: it is not timed': () =>
    withBackend(async (backend) => {
      const { adapter, variants } = backend;
      const { allocations } = backend;
      if (!adapter.software) return;
      await chooseVariants(backend);
      equal(variants.choices, choicesOnSoftware(variants), 'choices');
      equal(backend.allocations, allocations, 'buffers');
      const auto = await openBackend('webgpu', { tuning: 'auto' });
      equal(chosenVariants(auto), variants.choices, 'choices of openBackend');
      auto.destroy();
    }),

  'the variants of a program are measured at its own shapes': () =>
    withBackend(async (backend) => {
      const [x, w, y] = [backend.create('x', 200), backend.create('w', 240), backend.create('y', 120)];
      const recorder = backend.record('products');
      for (let call = 0; call < 3; call++) recorder.call(op, { M: 'M', K: 20, N: 12 }, { x, w, y });
      recorder.call(op, { M: 'none', K: 20, N: 12 }, { x, w, y });
      recorder.call(fill, { Q: 2, value: 0 }, { x: y });
      const shapes = shapesOf(recorder.finish(), { M: 9, none: 0 });
      equal(shapes, [{ op, without: ['b', 'rows'], sizes: small.sizes, calls: 3 }], 'shapes');
      const [measured, ...others] = await measureVariants(backend, shapes, quick);
      equal([others.length, measured?.dropped], [0, []], 'measurements');
      equal(measured?.times.length, backend.variants.offered(kernelOf(op)).length, 'variants timed');
      atMost(shareOfBest(measured ? [measured] : []), 1, 'share of the best');
    }),
};
