import type { Variant } from '../../src/gpu/kernel.ts';
import { kernels } from '../../src/gpu/kernels/every_kernel.ts';
import type { affineForward as op } from '../../src/ops/affine_forward.ts';

const affineForward = kernels.affine_forward;

/** Runs `work` with a further variant of affine_forward. */
export async function withVariant(name: string, variant: Variant<typeof op>, work: () => Promise<void>): Promise<void> {
  const variants: object = affineForward.variants ?? {};
  Reflect.set(variants, name, variant);
  try {
    await work();
  } finally {
    Reflect.deleteProperty(variants, name);
  }
}

/** The plain affine_forward with another text in its shader. */
export function replaced(from: string, to: string): Variant<typeof op> {
  const source = affineForward.source.replaceAll(from, to);
  if (source === affineForward.source) throw new Error(`${from} is not in the shader`);
  return { ...affineForward, source, defines: (known) => ({ ...affineForward.defines?.(known), FAULTY: true }) };
}
