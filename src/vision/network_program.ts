import type { Backend, Buffer, Program, Recorder, RunSizes, Values } from '../ops/backend.ts';
import { averagePoolBackward, averagePoolForward } from '../ops/pooling.ts';
import { Workspace } from '../ops/workspace.ts';
import type { FiltersOnDevice } from './device_filters.ts';
import { activationsOf, NetworkPasses, roomsOf, type WantedLayers } from './network_passes.ts';
import { INPUT, numbersOf, type Plan } from './plan.ts';
import { meanOverSpace } from './record_layers.ts';

/** What a program gives: activations as they are, or their mean over space. */
export interface Wanted extends WantedLayers {
  readonly mean: boolean;
}

const N = 'N';

/** How many numbers a picture takes in the largest buffer of a program, and in all of them. */
export function roomFor(plan: Plan, wanted: Wanted): { readonly largest: number; readonly all: number } {
  const { lengths } = roomsOf(plan, wanted);
  const gradients = wanted.gradient ? activationsOf(plan, wanted).map(numbersOf) : [];
  return { largest: Math.max(...lengths), all: [...lengths, ...gradients].reduce((sum, length) => sum + length, 0) };
}

/** Up to `images` pictures through a network, and gradients back, each as one submit. */
export class NetworkProgram {
  readonly #backend: Backend;
  readonly #workspace: Workspace;
  readonly #passes: NetworkPasses;
  readonly #outputs: readonly Buffer[];
  readonly #doutputs: readonly Buffer[] = [];
  readonly #forward: Program;
  readonly #backward: Program | undefined;

  constructor(backend: Backend, filters: FiltersOnDevice, plan: Plan, wanted: Wanted, images: number) {
    const workspace = new Workspace(backend);
    this.#backend = backend;
    this.#workspace = workspace;
    try {
      const passes = new NetworkPasses(workspace, filters, plan, wanted, N, images);
      this.#passes = passes;
      const { outputs } = passes;
      const means = (label: string) =>
        outputs.map(({ name, channels }) => workspace.create(`${label} ${name}`, images * channels));
      const record = (label: string, calls: (recorder: Recorder) => void) => {
        const recorder = backend.record(label, this.#sizes(images));
        calls(recorder);
        return recorder.finish();
      };
      this.#outputs = wanted.mean ? means('mean') : outputs.map(({ name }) => passes.at(name));
      this.#forward = record('pictures: forward', (recorder) => {
        passes.forward(recorder);
        for (const [i, output] of wanted.mean ? outputs.entries() : []) {
          const mean = { x: passes.at(output.name), y: this.#outputs[i] as Buffer };
          recorder.call(averagePoolForward, meanOverSpace(N, output), mean);
        }
      });
      if (!wanted.gradient) return;
      this.#doutputs = wanted.mean ? means('d mean') : outputs.map(({ name }) => passes.d(name));
      this.#backward = record('pictures: backward', (recorder) => {
        for (const [i, output] of wanted.mean ? outputs.entries() : []) {
          const mean = { dy: this.#doutputs[i] as Buffer, dx: passes.d(output.name) };
          recorder.call(averagePoolBackward, meanOverSpace(N, output), mean);
        }
        passes.backward(recorder);
      });
    } catch (error) {
      workspace.destroy();
      throw error;
    }
  }

  /** The outputs for n pictures (n, height, width, 4). Those of `images` come, of which the first n are meant. */
  forward(input: Values, n: number): Promise<Values[]> {
    this.#backend.write(this.#passes.at(INPUT), input);
    return this.#forward.run(this.#sizes(n), this.#outputs);
  }

  /**
   * The gradient of the input of the last `forward`, from gradients of its outputs. To be called before another `forward`
   * is: the activations are those of the last one.
   */
  async backward(doutputs: readonly Values[], n: number): Promise<Values> {
    for (const [i, values] of doutputs.entries()) this.#backend.write(this.#doutputs[i] as Buffer, values);
    const read = [this.#passes.d(INPUT)];
    const [dinput = new Float32Array()] = (await this.#backward?.run(this.#sizes(n), read)) ?? [];
    return dinput;
  }

  /** The passes that there are once more, over the input and gradients that are there; nothing is read. */
  async again(n: number): Promise<void> {
    const passes = [this.#forward, this.#backward].flatMap((pass) => pass?.run(this.#sizes(n)) ?? []);
    await Promise.all(passes);
  }

  destroy(): void {
    this.#forward.destroy();
    this.#backward?.destroy();
    this.#workspace.destroy();
  }

  #sizes(n: number): RunSizes {
    return { [N]: n, ...this.#passes.sizes(n) };
  }
}
