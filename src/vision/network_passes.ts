import type { Buffer, Recorder, RunSizes, Size } from '../ops/backend.ts';
import type { Workspace } from '../ops/workspace.ts';
import type { FiltersOnDevice } from './device_filters.ts';
import { type Rooms, share } from './lifetimes.ts';
import { type Activation, INPUT, numbersOf, type Plan, type Step, stepsUntil } from './plan.ts';
import { countsOf, recordBackward, recordForward } from './record_layers.ts';

/** What is wanted of a network's layers. */
export interface WantedLayers {
  /** Names of the activations, in the order of the layers. */
  readonly outputs: readonly string[];
  /** Whether to go back as well, from gradients of the outputs to that of the input. */
  readonly gradient: boolean;
  /** Whether the input stays after a forward pass, so that both passes can be run again. */
  readonly keepsInput?: boolean;
}

/** The activations on the way to the outputs, in order. */
export function activationsOf(plan: Plan, { outputs }: WantedLayers): Activation[] {
  const names = new Set([INPUT, ...stepsUntil(plan, outputs).map(({ to }) => to)]);
  return [...names].map((name) => plan.activations.get(name) as Activation);
}

/** Activations share room, unless the backward pass or the caller needs them later. */
export function roomsOf(plan: Plan, wanted: WantedLayers): Rooms {
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

/** A network's layers as calls of a program, with the buffers that these write. */
export class NetworkPasses {
  /** The outputs, in the order of the layers. */
  readonly outputs: readonly Activation[];
  readonly #pictures: Size;
  readonly #filters: FiltersOnDevice;
  readonly #plan: Plan;
  readonly #steps: readonly Step[];
  readonly #activations: readonly Activation[];
  readonly #made: ReadonlyMap<string, Buffer>;
  readonly #gradients: ReadonlyMap<string, Buffer>;

  /**
   * @param pictures how many go through in a run: a number, or a name that the run gives one for
   * @param most how many there is to be room for
   */
  constructor(
    workspace: Workspace,
    filters: FiltersOnDevice,
    plan: Plan,
    wanted: WantedLayers,
    pictures: Size,
    most: number,
  ) {
    this.#pictures = pictures;
    this.#filters = filters;
    this.#plan = plan;
    this.#steps = stepsUntil(plan, wanted.outputs);
    this.#activations = activationsOf(plan, wanted);
    this.outputs = this.#activations.filter(({ name }) => wanted.outputs.includes(name));
    const { lengths, roomOf } = roomsOf(plan, wanted);
    const rooms = lengths.map((length, i) => workspace.create(`activations ${i}`, most * length));
    this.#made = new Map(this.#activations.map(({ name }) => [name, rooms[roomOf.get(name) ?? 0] as Buffer]));
    const returning = wanted.gradient ? this.#activations : [];
    this.#gradients = new Map(
      returning.map((one) => [one.name, workspace.create(`d ${one.name}`, most * numbersOf(one))]),
    );
  }

  /** Where an activation lies, channels last. */
  at(name: string): Buffer {
    return this.#made.get(name) as Buffer;
  }

  /** Where its gradient lies. */
  d(name: string): Buffer {
    return this.#gradients.get(name) as Buffer;
  }

  /** From the input to the outputs. */
  forward(recorder: Recorder): void {
    recordForward(recorder, this.#layers());
  }

  /** From the gradients of the outputs to that of the input. */
  backward(recorder: Recorder): void {
    const given = this.outputs.map(({ name }) => name);
    recordBackward(recorder, { ...this.#layers(), d: (name) => this.d(name), given });
  }

  /** Sizes of a run of this many pictures, apart from their number. */
  sizes(pictures: number): RunSizes {
    return countsOf(this.#activations, pictures);
  }

  #layers() {
    const at = (name: string) => this.at(name);
    return { N: this.#pictures, plan: this.#plan, filters: this.#filters, steps: this.#steps, at };
  }
}
