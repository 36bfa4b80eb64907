import type { Backend, Buffer, Program, Recorder, RunSizes, Values } from '../ops/backend.ts';
import { averagePoolBackward, averagePoolForward } from '../ops/pooling.ts';
import { Workspace } from '../ops/workspace.ts';
import type { FiltersOnDevice } from './device_filters.ts';
import { type Rooms, share } from './lifetimes.ts';
import { type Activation, INPUT, numbersOf, type Plan, stepsUntil } from './plan.ts';
import { countsOf, meanOverSpace, recordBackward, recordForward } from './record_layers.ts';

/** What a program gives. */
export interface Wanted {
  /** Activations, in the order of the layers: as they are, or their mean over space. */
  readonly outputs: readonly string[];
  readonly mean: boolean;
  /** Whether it also goes back, from gradients of what it gives to that of its input. */
  readonly gradient: boolean;
  /** Whether the input stays after a forward pass, so that both passes can be run again. */
  readonly keepsInput?: boolean;
}

const N = 'N';

/** The activations on the way to the outputs, in order. */
function activationsOf(plan: Plan, { outputs }: Wanted): Activation[] {
  const names = new Set([INPUT, ...stepsUntil(plan, outputs).map(({ to }) => to)]);
  return [...names].map((name) => plan.activations.get(name) as Activation);
}

/** Activations share room, unless the backward pass or the caller needs them later. */
function roomsOf(plan: Plan, wanted: Wanted): Rooms {
  const steps = stepsUntil(plan, wanted.outputs);
  return share(
    activationsOf(plan, wanted).map((activation) => {
      const { name } = activation;
      const from = steps.findIndex(({ to }) => to === name);
      const isKept = wanted.gradient || wanted.outputs.includes(name) || (wanted.keepsInput && name === INPUT);
      const until = isKept ? steps.length : steps.findLastIndex((step) => step.from === name);
      return { name, length: numbersOf(activation), from, until };
    }),
  );
}

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
  readonly #activations: readonly Activation[];
  readonly #input: Buffer;
  readonly #outputs: readonly Buffer[];
  readonly #doutputs: readonly Buffer[] = [];
  readonly #dinput: Buffer | undefined;
  readonly #forward: Program;
  readonly #backward: Program | undefined;

  constructor(backend: Backend, filters: FiltersOnDevice, plan: Plan, wanted: Wanted, images: number) {
    const workspace = new Workspace(backend);
    this.#backend = backend;
    this.#workspace = workspace;
    this.#activations = activationsOf(plan, wanted);
    try {
      const { lengths, roomOf } = roomsOf(plan, wanted);
      const rooms = lengths.map((length, i) => workspace.create(`activations ${i}`, images * length));
      const at = (name: string) => rooms[roomOf.get(name) ?? 0] as Buffer;
      const outputs = this.#activations.filter(({ name }) => wanted.outputs.includes(name));
      const means = (label: string) =>
        outputs.map(({ name, channels }) => workspace.create(`${label} ${name}`, images * channels));
      const record = (label: string, calls: (recorder: Recorder) => void) => {
        const recorder = backend.record(label, this.#sizes(images));
        calls(recorder);
        return recorder.finish();
      };
      const layers = { N, plan, filters, steps: stepsUntil(plan, wanted.outputs), at };
      this.#input = at(INPUT);
      this.#outputs = wanted.mean ? means('mean') : outputs.map(({ name }) => at(name));
      this.#forward = record('pictures: forward', (recorder) => {
        recordForward(recorder, layers);
        for (const [i, y] of wanted.mean ? this.#outputs.entries() : []) {
          const output = outputs[i] as Activation;
          recorder.call(averagePoolForward, meanOverSpace(N, output), { x: at(output.name), y });
        }
      });
      if (!wanted.gradient) return;
      const gradients = new Map(
        this.#activations.map((one) => [one.name, workspace.create(`d ${one.name}`, images * numbersOf(one))] as const),
      );
      const d = (name: string) => gradients.get(name) as Buffer;
      this.#dinput = d(INPUT);
      this.#doutputs = wanted.mean ? means('d mean') : outputs.map(({ name }) => d(name));
      this.#backward = record('pictures: backward', (recorder) => {
        for (const [i, dy] of wanted.mean ? this.#doutputs.entries() : []) {
          const output = outputs[i] as Activation;
          recorder.call(averagePoolBackward, meanOverSpace(N, output), { dy, dx: d(output.name) });
        }
        recordBackward(recorder, { ...layers, d, given: wanted.outputs });
      });
    } catch (error) {
      workspace.destroy();
      throw error;
    }
  }

  /** The outputs for n pictures (n, height, width, 4). Those of `images` come, of which the first n are meant. */
  forward(input: Values, n: number): Promise<Values[]> {
    this.#backend.write(this.#input, input);
    return this.#forward.run(this.#sizes(n), this.#outputs);
  }

  /**
   * The gradient of the input of the last `forward`, from gradients of its outputs. To be called before another `forward`
   * is: the activations are those of the last one.
   */
  async backward(doutputs: readonly Values[], n: number): Promise<Values> {
    for (const [i, values] of doutputs.entries()) this.#backend.write(this.#doutputs[i] as Buffer, values);
    const read = this.#dinput ? [this.#dinput] : [];
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
    return { [N]: n, ...countsOf(this.#activations, n) };
  }
}
