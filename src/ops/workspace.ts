import type { Backend, Buffer, ElementType } from './backend.ts';

/** Buffers that live and die together. */
export class Workspace {
  readonly #backend: Backend;
  readonly #buffers: Buffer[] = [];

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  create(label: string, length: number, type?: ElementType): Buffer {
    const buffer = this.#backend.create(label, length, type);
    this.#buffers.push(buffer);
    return buffer;
  }

  createParts(label: string, lengths: readonly number[], type?: ElementType): ReturnType<Backend['createParts']> {
    const parts = this.#backend.createParts(label, lengths, type);
    this.#buffers.push(parts.whole);
    return parts;
  }

  destroy(): void {
    for (const buffer of this.#buffers.splice(0)) this.#backend.destroyBuffer(buffer);
  }
}
