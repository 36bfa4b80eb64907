import { CpuBackend } from '../../src/cpu/backend.ts';
import type { DeviceError } from '../../src/errors.ts';
import type { Buffer, Program, Recorder, Values } from '../../src/ops/backend.ts';

/** A CPU backend that can go the ways of a GPU: it fails, is lost, or no longer answers. */
export class MortalBackend extends CpuBackend {
  override readonly kind: never;

  /** @param as what it passes for */
  constructor(as: 'gpu' | 'software' | 'cpu' = 'cpu') {
    super();
    this.kind = (as === 'cpu' ? 'cpu' : 'webgpu') as never;
    if (as !== 'cpu') Object.assign(this.adapter, { name: as, software: as === 'software' });
  }

  /** Whether it no longer answers, whatever it is asked. */
  silent = false;
  /** What it answers, whatever it is asked. */
  fault: DeviceError | undefined;
  lose: (reason: string) => void = () => {};
  override readonly lost = new Promise<string>((resolve) => {
    this.lose = resolve;
  });

  override read(buffer: Buffer): Promise<Values> {
    return this.#answer(() => super.read(buffer));
  }

  override record(label: string): Recorder {
    const recorder = super.record(label);
    return {
      call: (...call) => recorder.call(...call),
      finish: () => this.#mortal(recorder.finish()),
    };
  }

  #answer<T>(work: () => Promise<T>): Promise<T> {
    if (this.fault) return Promise.reject(this.fault);
    return this.silent ? new Promise(() => {}) : work();
  }

  #mortal(program: Program): Program {
    return {
      run: (...run) => this.#answer(() => program.run(...run)),
      dispatches: (sizes) => program.dispatches(sizes),
      flops: (sizes) => program.flops(sizes),
      destroy: () => program.destroy(),
    };
  }
}
