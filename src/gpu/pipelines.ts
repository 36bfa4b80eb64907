import { DeviceError } from '../errors.ts';
import type { Buffer } from '../ops/backend.ts';
import { type FieldOf, fieldsOf, type Op } from '../ops/op.ts';
import type { Device } from './device.ts';
import type { Kernel, KnownSizes } from './kernel.ts';
import { type Defines, describeMessages, elementTypes, expandShader } from './shader.ts';
import { STAGE_COMPUTE } from './usage.ts';

/** A kernel compiled for one choice of flags, buffers and what they hold, defines and constants. */
export interface Compiled {
  readonly key: string;
  /** The buffers that are bound, with their binding numbers; binding 0 is the uniform `Dims`. */
  readonly fields: readonly (FieldOf & { readonly binding: number })[];
  readonly layout: GPUBindGroupLayout;
  readonly pipeline: GPUComputePipeline;
  /** Resolves once compilation has finished; its errors are reported to the device. */
  readonly checked: Promise<void>;
}

/** Bytes of an op's `Dims`: dims, offsets and scalars, four bytes each, rounded up to a whole vec4. */
export function dimsBytes(op: Op): number {
  return 16 * Math.ceil((op.dims.length + op.offsets.length + op.scalars.length) / 4);
}

/** A kernel as the device keeps it, for all backends on it. */
interface Kept {
  readonly layout: GPUBindGroupLayout;
  readonly pipeline: GPUComputePipeline;
  /** Why the device refuses the kernel, `undefined` if it does not. */
  readonly refusal: Promise<DeviceError | undefined>;
}

/** Everything that was compiled for a device, by what it was compiled from. */
const kept = new WeakMap<GPUDevice, Map<string, Kept>>();

/**
 * Compiles each variant of each kernel once for a device: a second backend on it, as one that times variants, finds what the
 * first one compiled. The faults of a kernel are reported to every backend that uses it.
 */
export class Pipelines {
  readonly #device: Device;
  readonly #compiled = new Map<string, Compiled>();
  readonly #kept: Map<string, Kept>;

  constructor(device: Device) {
    this.#device = device;
    this.#kept = kept.get(device.gpu) ?? new Map();
    kept.set(device.gpu, this.#kept);
  }

  /** @param buffers by name; those that are left out are not bound */
  get(
    kernel: Kernel,
    buffers: Readonly<Record<string, Pick<Buffer, 'type'> | undefined>>,
    flags: readonly string[],
    known: KnownSizes,
  ): Compiled {
    const { op } = kernel;
    const halves = new Set(op.halves.filter((name) => buffers[name]?.type === 'half'));
    const own: Record<string, boolean> = {};
    for (const name of op.optional) own[name.toUpperCase()] = buffers[name] !== undefined;
    for (const name of op.flags) own[name.toUpperCase()] = flags.includes(name);
    const defines: Defines = { ...kernel.defines?.(known), ...elementTypes(op, halves, kernel.vec4s?.(known)), ...own };
    const constants = kernel.constants?.(known) ?? {};
    const key = JSON.stringify([op.name, defines, constants]);
    const found = this.#compiled.get(key);
    if (found) return found;
    const fields = fieldsOf(op)
      .map((field, index) => ({ ...field, binding: index + 1 }))
      .filter(({ name }) => buffers[name]);
    const enables = [...(halves.size > 0 ? ['f16'] : []), ...(kernel.enables ?? [])];
    const directives = enables.map((extension) => `enable ${extension};\n`).join('');
    const code = `${directives}${expandShader(op.name, kernel.source, defines)}`;
    // Not the key, under which another backend may have another text.
    const origin = JSON.stringify([key, code]);
    const { layout, pipeline, refusal } = this.#kept.get(origin) ?? this.#compile(key, kernel, fields, code, constants);
    this.#kept.set(origin, { layout, pipeline, refusal });
    const checked = refusal.then((error) => error && this.#device.reportKernel(error));
    const compiled: Compiled = { key, fields, layout, pipeline, checked };
    this.#compiled.set(key, compiled);
    return compiled;
  }

  #compile(
    key: string,
    { op }: Kernel,
    fields: Compiled['fields'],
    code: string,
    constants: Readonly<Record<string, number>>,
  ): Kept {
    const { gpu } = this.#device;
    const visibility = STAGE_COMPUTE;
    const where = `shaders/${op.name}.wgsl`;
    const create = () => {
      const layout = gpu.createBindGroupLayout({
        label: op.name,
        entries: [
          {
            binding: 0,
            visibility,
            buffer: { type: 'uniform', hasDynamicOffset: true, minBindingSize: dimsBytes(op) },
          },
          ...fields.map(({ binding, access }): GPUBindGroupLayoutEntry => {
            const type = access === 'reads' ? 'read-only-storage' : 'storage';
            return { binding, visibility, buffer: { type } };
          }),
        ],
      });
      const module = gpu.createShaderModule({ label: `${op.name}.wgsl`, code });
      // Not the async variant: commands must be recorded in the order of the calls, with nothing awaited between them.
      const pipeline = gpu.createComputePipeline({
        label: key,
        layout: gpu.createPipelineLayout({ label: op.name, bindGroupLayouts: [layout] }),
        compute: { module, constants },
      });
      return { layout, module, pipeline };
    };
    const { made, fault } = this.#device.attemptScoped(where, 'validation', create);
    const refusal = fault.then(async (message) => {
      if (message === undefined) return undefined;
      const found = describeMessages(code, await this.#messagesOf(made.module)) || message;
      return new DeviceError({ where, expected: `a kernel that ${this.#device.adapter.name} compiles`, found });
    });
    return { layout: made.layout, pipeline: made.pipeline, refusal };
  }

  /** The compiler's messages; empty if it gives none, or the device is lost first. */
  async #messagesOf(module: GPUShaderModule): Promise<readonly GPUCompilationMessage[]> {
    try {
      const info = await Promise.race([module.getCompilationInfo(), this.#device.lost]);
      return typeof info === 'string' ? [] : info.messages;
    } catch {
      return [];
    }
  }
}
