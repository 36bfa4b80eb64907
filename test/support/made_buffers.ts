import type { Backend, Buffer } from '../../src/ops/backend.ts';

/** The buffers that a backend makes from now on, so that a test can damage what is in them behind everybody's back. */
export class MadeBuffers {
  readonly #parts = new Map<string, readonly Buffer[]>();

  constructor(backend: Backend) {
    const [create, createParts] = [backend.create.bind(backend), backend.createParts.bind(backend)];
    backend.create = (label, length, type) => {
      const buffer = create(label, length, type);
      this.#parts.set(label, [buffer]);
      return buffer;
    };
    backend.createParts = (label, lengths, type) => {
      const made = createParts(label, lengths, type);
      this.#parts.set(label, made.parts);
      return made;
    };
  }

  /** The one that was made last under this label, or a part of it. */
  get(label: string, part = 0): Buffer {
    const buffer = this.#parts.get(label)?.[part];
    if (!buffer) throw new Error(`no buffer ${label}[${part}]`);
    return buffer;
  }
}
