import { CpuBackend } from '../../src/cpu/backend.ts';
import type { Buffer, Recorder } from '../../src/ops/backend.ts';
import { fieldsOf, type Op } from '../../src/ops/op.ts';

/** A CPU backend that notes which buffers the index fields of its calls are given, as `op.field ← label`. */
export class WatchedBackend extends CpuBackend {
  readonly seen = new Set<string>();

  override record(label: string): Recorder {
    const recorder = super.record(label);
    return {
      call: (op, sizes, buffers, flags) => {
        this.#note(op, buffers);
        recorder.call(op, sizes, buffers, flags);
      },
      finish: () => recorder.finish(),
    };
  }

  #note(op: Op, buffers: Readonly<Record<string, Buffer | undefined>>): void {
    for (const { name, below } of fieldsOf(op)) {
      const buffer = buffers[name];
      if (below !== undefined && buffer) this.seen.add(`${op.name}.${name} ← ${buffer.label}`);
    }
  }
}
