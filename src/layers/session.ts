import { requireComputed } from '../finite.ts';
import type { Backend, Buffer, Program, Recorder, Values } from '../ops/backend.ts';

/** Floats in either precision. */
export type Floats = Float32Array | Float64Array;

/** One computation: buffers that live as long as it does, and the calls on them. */
export interface Session {
  readonly call: Recorder['call'];
  /** A buffer that holds `values`. */
  input(label: string, values: Values): Buffer;
  /** A buffer of floats, zero but for the `head` it begins with. */
  zeros(label: string, length: number, head?: Floats): Buffer;
}

/**
 * Records the calls that `build` makes, runs them once and reads the buffers that it returns. All of it is
 * freed afterwards, also when something failed.
 * @throws DataError when a result is not finite
 */
export async function compute<const R extends Readonly<Record<string, Buffer>>>(
  backend: Backend,
  label: string,
  build: (session: Session) => R,
): Promise<{ readonly [K in keyof R]: Floats }> {
  const buffers: Buffer[] = [];
  const create = (name: string, length: number, type: 'float' | 'uint') => {
    const buffer = backend.create(`${label}.${name}`, length, type);
    buffers.push(buffer);
    return buffer;
  };
  let program: Program | undefined;
  try {
    const recorder = backend.record(label);
    const results = build({
      call: (op, sizes, operands, flags) => recorder.call(op, sizes, operands, flags),
      input(name, values) {
        const buffer = create(name, values.length, values instanceof Uint32Array ? 'uint' : 'float');
        backend.write(buffer, values);
        return buffer;
      },
      zeros(name, length, head) {
        const buffer = create(name, length, 'float');
        if (head) backend.write(buffer, head);
        return buffer;
      },
    });
    program = recorder.finish();
    const values = await program.run({}, Object.values(results));
    const named = Object.keys(results).map((name, i) => {
      const data = values[i] ?? new Float32Array();
      requireComputed(`${label}: ${name}`, { shape: [data.length], data });
      return [name, data] as const;
    });
    return Object.fromEntries(named) as { readonly [K in keyof R]: Floats };
  } finally {
    program?.destroy();
    for (const buffer of buffers) backend.destroyBuffer(buffer);
  }
}
