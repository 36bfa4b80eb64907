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

/** Compiles each variant of each kernel once. */
export class Pipelines {
  readonly #device: Device;
  readonly #compiled = new Map<string, Compiled>();

  constructor(device: Device) {
    this.#device = device;
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
    const compiled = this.#compile(key, kernel, fields, code, constants);
    this.#compiled.set(key, compiled);
    return compiled;
  }

  #compile(
    key: string,
    { op }: Kernel,
    fields: Compiled['fields'],
    code: string,
    constants: Readonly<Record<string, number>>,
  ): Compiled {
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
    const checked = fault.then(async (message) => {
      if (message === undefined) return;
      const found = describeMessages(code, await this.#messagesOf(made.module)) || message;
      const expected = `a kernel that ${this.#device.adapter.name} compiles`;
      this.#device.reportKernel(new DeviceError({ where, expected, found }));
    });
    return { key, fields, layout: made.layout, pipeline: made.pipeline, checked };
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
