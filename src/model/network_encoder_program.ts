import type { Buffer, Recorder, RunSizes } from '../ops/backend.ts';
import { averagePoolBackward, averagePoolForward } from '../ops/pooling.ts';
import type { FiltersOnDevice } from '../vision/device_filters.ts';
import { type Activation, INPUT, numbersOf } from '../vision/plan.ts';
import { countsOf, meanOverSpace, recordBackward, recordForward } from '../vision/record_layers.ts';
import type { EncoderSetting, NetworkEncoder, RecordedEncoder, Wanted } from './encoder.ts';
import { entryOf, type PerParameter } from './parameter_names.ts';

/** A captioner's parameters as the filters of its network. */
export function filtersOf({ filters }: NetworkEncoder, weights: PerParameter<Buffer>): FiltersOnDevice {
  const all = [...filters].map(([name, { F, R, weight, bias }]) => {
    return [name, { F, R, w: entryOf(weights, weight), b: entryOf(weights, bias) }] as const;
  });
  const byName = new Map(all);
  return { of: (name) => byName.get(name) as ReturnType<FiltersOnDevice['of']> };
}

/** SqueezeNet's layers before the classifier, and the mean over space of the last, as calls of the program that trains them. */
export class RecordedNetworkEncoder implements RecordedEncoder {
  readonly averages = [];
  readonly #encoder: NetworkEncoder;
  readonly #setting: EncoderSetting;
  readonly #activations: readonly Activation[];
  readonly #made: ReadonlyMap<string, Buffer>;

  constructor(encoder: NetworkEncoder, setting: EncoderSetting) {
    const { workspace, pixels, room } = setting;
    this.#encoder = encoder;
    this.#setting = setting;
    this.#activations = [...encoder.plan.activations.values()];
    this.#made = this.#buffers(INPUT, pixels, (one) =>
      workspace.create(`${one.name} (I·network)`, room * numbersOf(one)),
    );
  }

  sizes(pictures: number): RunSizes {
    return countsOf(this.#activations, pictures);
  }

  forward(recorder: Recorder, y: Buffer): void {
    recordForward(recorder, this.#layers());
    recorder.call(averagePoolForward, this.#mean(), { x: this.#at(this.#encoder.output), y });
  }

  backward(recorder: Recorder, dfeatures: Buffer, { gradients, dpixels }: Wanted): void {
    const { workspace, room } = this.#setting;
    const { output } = this.#encoder;
    const made = this.#buffers(INPUT, dpixels, (one) =>
      workspace.create(`d${one.name} (I·network)`, room * numbersOf(one)),
    );
    const d = (name: string) => made.get(name);
    const dx = d(output) as Buffer;
    recorder.call(averagePoolBackward, this.#mean(), { dy: dfeatures, dx });
    const dfilters = gradients && filtersOf(this.#encoder, gradients);
    recordBackward(recorder, {
      ...this.#layers(),
      d,
      given: [output],
      dfilters: dfilters && ((name) => ({ dw: dfilters.of(name).w, db: dfilters.of(name).b })),
    });
  }

  /** A buffer for each activation; the one of the pixels is `given`, or there is none. */
  #buffers(input: string, given: Buffer | undefined, create: (activation: Activation) => Buffer) {
    const others = this.#activations.filter(({ name }) => name !== input);
    const buffers = new Map(others.map((one) => [one.name, create(one)] as const));
    return given ? buffers.set(input, given) : buffers;
  }

  #at(name: string): Buffer {
    return this.#made.get(name) as Buffer;
  }

  #layers() {
    const { weights, pictures: N } = this.#setting;
    const { plan } = this.#encoder;
    return {
      N,
      plan,
      filters: filtersOf(this.#encoder, weights),
      steps: plan.steps,
      at: (name: string) => this.#at(name),
    };
  }

  #mean() {
    const { plan, output } = this.#encoder;
    return meanOverSpace(this.#setting.pictures, plan.activations.get(output) as Activation);
  }
}
