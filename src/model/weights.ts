import { FLOAT16, requireFinite } from '../finite.ts';
import type { Backend, Buffer, Program, Recorder } from '../ops/backend.ts';
import { convert } from '../ops/elementwise.ts';
import type { Storage } from '../options/model_options.ts';
import type { FloatTensor } from '../tensor.ts';
import { entryOf, isMatrix, type ParameterName, type PerParameter, perParameter } from './parameter_names.ts';
import type { FlatParameters, ParameterLayout } from './parameters.ts';

/**
 * A model's parameters, as they are trained and as products read them. With float16 storage the latter are a copy in half
 * precision, but for biases and the like: those are few, and added to sums in float32. The parameters themselves stay float32, as
 * an update is often smaller than a half's last bit (Micikevicius et al. 2018).
 */
export class Weights {
  readonly parameters: FlatParameters;
  readonly read: PerParameter<Buffer>;
  readonly #backend: Backend;
  readonly #halves: FlatParameters | undefined;
  readonly #rounding: Program | undefined;

  /** @throws DeviceError when halves are requested of a device without them; nothing is allocated then. */
  constructor(backend: Backend, layout: ParameterLayout, storage: Storage) {
    this.#backend = backend;
    this.#halves = storage === 'float16' ? layout.create(backend, 'half weights', 'half') : undefined;
    this.parameters = layout.create(backend, 'parameters');
    const { parts } = this.parameters;
    const halves = this.#halves?.parts ?? parts;
    // Convolutions read what is trained: their products have no halves.
    const asTrained = (name: ParameterName) => !isMatrix(name) || name.startsWith('W_conv');
    this.read = perParameter(layout.names, (name) => entryOf(asTrained(name) ? parts : halves, name));
    if (!this.#halves) return;
    const recorder = backend.record('rounding weights');
    this.recordRounding(recorder);
    this.#rounding = recorder.finish();
  }

  /** @throws DataError naming a weight that is infinite once it is rounded to half precision, where there is such a copy */
  check(where: string, params: Readonly<Partial<Record<string, FloatTensor>>>): void {
    if (!this.#halves) return;
    for (const [name, tensor] of Object.entries(params)) {
      if (tensor && isMatrix(name)) requireFinite(`${where}: ${name}`, tensor, FLOAT16);
    }
  }

  /** Records, where there is a copy, that it becomes what the parameters are: one call, after those that change them. */
  recordRounding(recorder: Recorder): void {
    const x = this.parameters.whole;
    if (this.#halves) recorder.call(convert, { Q: x.length }, { x, y: this.#halves.whole });
  }

  /** Updates the copy from the parameters, before any later run. */
  round(): void {
    // A fault of the device is reported where its results are awaited.
    this.#rounding?.run().catch(() => {});
  }

  destroy(): void {
    this.#rounding?.destroy();
    if (this.#halves) this.#backend.destroyBuffer(this.#halves.whole);
    this.#backend.destroyBuffer(this.parameters.whole);
  }
}
