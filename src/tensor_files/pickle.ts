import { damaged, refused } from './json.ts';
import { PickleBytes } from './pickle_bytes.ts';

/** A class or function that a pickle names. It is only a name: nothing is ever executed. */
export class PickledName {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** What a pickle may contain in addition to plain values. */
export interface PickleWorld {
  /** Whether a class or function may be named, as `module.name`. */
  knows(name: string): boolean;
  /** The result of calling it. */
  call(name: string, args: readonly unknown[]): unknown;
  /** The object that is stored outside the pickle under this identifier. */
  load(identifier: unknown): unknown;
}

const MARK = Symbol('mark');
const HIGHEST_PROTOCOL = 5;

/**
 * The value of a pickle (Python's pickletools describes the format), protocols 2 to 5: None, booleans, numbers, strings,
 * lists and tuples (arrays), dictionaries (Maps), and what `world` knows. It is read as data; nothing is executed.
 * @throws CheckpointError naming anything else it contains, or when it is damaged
 */
export function readPickle(bytes: Uint8Array, where: string, world: PickleWorld): unknown {
  return new Machine(bytes, where, world).run();
}

/** Python's stack machine, restricted to plain values. */
class Machine {
  readonly #bytes: PickleBytes;
  readonly #where: string;
  readonly #world: PickleWorld;
  readonly #stack: unknown[] = [];
  /** Positions of the marks in the stack. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, unknown>();

  constructor(bytes: Uint8Array, where: string, world: PickleWorld) {
    this.#bytes = new PickleBytes(bytes, where);
    this.#where = where;
    this.#world = world;
  }

  run(): unknown {
    for (;;) {
      const opcode = this.#bytes.byte();
      if (opcode === 0x2e) return this.#pop();
      const step = STEPS[opcode];
      if (!step) return this.#refuse(`opcode ${opcode}`);
      step(this, this.#bytes);
    }
  }

  push(value: unknown): void {
    this.#stack.push(value);
  }

  mark(): void {
    this.#marks.push(this.#stack.push(MARK) - 1);
  }

  /** Pops everything above the last mark, and the mark. */
  popMarked(): unknown[] {
    const mark = this.#marks.pop();
    if (mark === undefined || mark >= this.#stack.length) return this.#broken();
    return this.#stack.splice(mark).slice(1);
  }

  popTuple(length: number): void {
    const items = Array.from({ length }, () => this.#pop());
    this.push(items.reverse());
  }

  discard(): void {
    if (this.#stack.at(-1) === MARK) this.popMarked();
    else this.#pop();
  }

  put(index: number): void {
    this.#memo.set(index, this.#top());
  }

  memoize(): void {
    this.put(this.#memo.size);
  }

  get(index: number): void {
    if (!this.#memo.has(index)) this.#broken();
    this.push(this.#memo.get(index));
  }

  append(items: readonly unknown[]): void {
    const list = this.#top();
    if (!Array.isArray(list)) this.#broken();
    for (const item of items) list.push(item);
  }

  set(items: readonly unknown[]): void {
    const map = this.#top();
    if (!(map instanceof Map) || items.length % 2 === 1) this.#broken();
    for (let i = 0; i < items.length; i += 2) map.set(items[i], items[i + 1]);
  }

  appendOne(): void {
    const item = this.#pop();
    this.append([item]);
  }

  setOne(): void {
    const [value, key] = [this.#pop(), this.#pop()];
    this.set([key, value]);
  }

  name(name: string): void {
    if (!this.#world.knows(name)) this.#refuse(name);
    this.push(new PickledName(name));
  }

  stackName(): void {
    const [name, module] = [this.#pop(), this.#pop()];
    if (typeof module !== 'string' || typeof name !== 'string') this.#broken();
    this.name(`${module}.${name}`);
  }

  call(): void {
    const [args, callee] = [this.#pop(), this.#pop()];
    if (!(callee instanceof PickledName) || !Array.isArray(args)) this.#broken();
    this.push(this.#world.call(callee.name, args));
  }

  /** Attributes of an object: those of a dictionary are ignored, and no other value has any. */
  build(): void {
    this.#pop();
    if (!(this.#top() instanceof Map)) this.#refuse('an object with attributes');
  }

  load(): void {
    this.push(this.#world.load(this.#pop()));
  }

  protocol(version: number): void {
    if (version > HIGHEST_PROTOCOL) this.#refuse(`protocol ${version}`);
  }

  #top(): unknown {
    const value = this.#stack.at(-1);
    return this.#stack.length === 0 || value === MARK ? this.#broken() : value;
  }

  #pop(): unknown {
    const value = this.#top();
    this.#stack.pop();
    return value;
  }

  #broken(): never {
    return damaged(this.#where, 'a pickle', `an invalid one at byte ${this.#bytes.position}`);
  }

  #refuse(found: string): never {
    const expected = 'only tensors, numbers, strings, lists and dictionaries';
    const remedy =
      'Nothing in it was executed. In Python: torch.save(model.state_dict(), path), or save it as safetensors.';
    return refused(this.#where, expected, found, remedy);
  }
}

type Step = (machine: Machine, bytes: PickleBytes) => void;

/** What each opcode does. */
const STEPS: Readonly<Record<number, Step>> = {
  128: (machine, bytes) => machine.protocol(bytes.byte()),
  149: (_, bytes) => void bytes.take(8),
  40: (machine) => machine.mark(),
  48: (machine) => machine.discard(),
  49: (machine) => void machine.popMarked(),
  78: (machine) => machine.push(null),
  136: (machine) => machine.push(true),
  137: (machine) => machine.push(false),
  74: (machine, bytes) => machine.push(bytes.signed(4)),
  75: (machine, bytes) => machine.push(bytes.byte()),
  77: (machine, bytes) => machine.push(bytes.unsigned(2)),
  138: (machine, bytes) => machine.push(bytes.signed(bytes.byte())),
  71: (machine, bytes) => machine.push(bytes.double()),
  88: (machine, bytes) => machine.push(bytes.text(bytes.unsigned(4))),
  140: (machine, bytes) => machine.push(bytes.text(bytes.byte())),
  141: (machine, bytes) => machine.push(bytes.text(bytes.unsigned(8))),
  66: (machine, bytes) => machine.push(bytes.take(bytes.unsigned(4))),
  67: (machine, bytes) => machine.push(bytes.take(bytes.byte())),
  142: (machine, bytes) => machine.push(bytes.take(bytes.unsigned(8))),
  93: (machine) => machine.push([]),
  108: (machine) => machine.push(machine.popMarked()),
  97: (machine) => machine.appendOne(),
  101: (machine) => machine.append(machine.popMarked()),
  41: (machine) => machine.push([]),
  116: (machine) => machine.push(machine.popMarked()),
  133: (machine) => machine.popTuple(1),
  134: (machine) => machine.popTuple(2),
  135: (machine) => machine.popTuple(3),
  125: (machine) => machine.push(new Map()),
  115: (machine) => machine.setOne(),
  117: (machine) => machine.set(machine.popMarked()),
  113: (machine, bytes) => machine.put(bytes.byte()),
  114: (machine, bytes) => machine.put(bytes.unsigned(4)),
  148: (machine) => machine.memoize(),
  104: (machine, bytes) => machine.get(bytes.byte()),
  106: (machine, bytes) => machine.get(bytes.unsigned(4)),
  99: (machine, bytes) => machine.name(`${bytes.line()}.${bytes.line()}`),
  147: (machine) => machine.stackName(),
  82: (machine) => machine.call(),
  98: (machine) => machine.build(),
  81: (machine) => machine.load(),
};
