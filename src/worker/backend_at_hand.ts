import type { Backend } from '../ops/backend.ts';

type Kind = 'webgpu' | 'cpu';

/** The one backend of a session: opened when asked for, kept until the other kind is, or it is lost. */
export class BackendAtHand {
  readonly #openBackend: (kind: Kind) => Promise<Backend>;
  #backend: Backend | undefined;

  constructor(openBackend: (kind: Kind) => Promise<Backend>) {
    this.#openBackend = openBackend;
  }

  /** @throws DeviceError when there is none of this kind */
  async open(kind: Kind): Promise<Backend> {
    if (this.#backend?.kind === kind) return this.#backend;
    this.#backend?.destroy();
    this.#backend = undefined;
    const backend = await this.#openBackend(kind);
    this.#backend = backend;
    void backend.lost.then(() => {
      if (this.#backend === backend) this.#backend = undefined;
    });
    return backend;
  }

  /** Gives up a backend that no longer answers: the next one that is opened has another device. */
  drop(): void {
    this.#backend?.destroy();
    this.#backend = undefined;
  }
}
