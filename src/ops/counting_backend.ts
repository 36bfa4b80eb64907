import { dispose } from '../dispose.ts';
import type { Backend, Buffer, ElementType, MemoryLayout, Program, Recorder, Values } from './backend.ts';
import { checkNewBuffer, checkNewParts, layOutParts } from './buffer_checks.ts';

/**
 * A dry run of another backend: what is made and recorded here is counted as it would be there, and neither takes memory nor
 * computes.
 */
export class CountingBackend implements Backend {
  readonly kind: Backend['kind'];
  readonly precision: Backend['precision'];
  readonly adapter: Backend['adapter'];
  readonly maxBufferLength: number;
  /** @internal */
  readonly memory: MemoryLayout;
  readonly lost = new Promise<string>(() => {});
  /** The buffers made so far, in order. */
  readonly made: Buffer[] = [];
  bytes = 0;

  constructor({ kind, precision, adapter, maxBufferLength, memory }: Backend) {
    this.kind = kind;
    this.precision = precision;
    this.adapter = adapter;
    this.maxBufferLength = maxBufferLength;
    this.memory = memory;
  }

  create(label: string, length: number, type: ElementType = 'float'): Buffer {
    checkNewBuffer(label, length, type);
    const buffer = { label, length, type };
    this.made.push(buffer);
    this.bytes += this.memory.bytesOf(length, type);
    return buffer;
  }

  createParts(label: string, lengths: readonly number[], type: ElementType = 'float') {
    checkNewParts(label, lengths, type);
    const { starts, length } = layOutParts(lengths, this.memory.alignmentOf(type));
    const parts = lengths.map((each, i) => ({ label: `${label}[${i}]`, length: each, type }));
    return { whole: this.create(label, length, type), parts, starts };
  }

  write(): void {}

  async read({ length }: Buffer): Promise<Values> {
    return new Float32Array(length);
  }

  record(): Recorder {
    let calls = 0;
    return {
      call: () => {
        calls += 1;
      },
      finish: () => this.#program(calls),
    };
  }

  destroyBuffer({ length, type }: Buffer): void {
    this.bytes -= this.memory.bytesOf(length, type);
  }

  destroy(): void {
    this.bytes = 0;
  }

  [dispose](): void {
    this.destroy();
  }

  #program(calls: number): Program {
    const bytes = this.memory.bytesOfProgram(calls);
    this.bytes += bytes;
    return {
      run: async (_, read = []) => Promise.all(read.map((buffer) => this.read(buffer))),
      dispatches: () => calls,
      flops: () => 0,
      destroy: () => {
        this.bytes -= bytes;
      },
    };
  }
}
