import divide from '../../shaders/divide.wgsl?raw';
import { Random } from '../../src/random.ts';
import { equal } from './check.ts';

/** What WGSL lets the quotient of two floats err by, of the quotient: 2.5 units in the last place. */
const ERROR = 2.5 * 2 ** -23;
const WORKGROUP = 64;

/** The function in a shader of its own; its quotients of floats are multiplied by what they err by. */
function shader(error: number): string {
  const quotients = divide.split(' / f32(b)').length - 1;
  equal(quotients, 2, 'quotients of floats in divide.wgsl');
  return `
${divide.replaceAll(' / f32(b)', ` / f32(b) * ${1 + error}`)}
@group(0) @binding(0) var<storage, read> pairs: array<vec2u>;
@group(0) @binding(1) var<storage, read_write> results: array<vec2u>;

@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < arrayLength(&pairs)) {
    results[id.x] = divide(pairs[id.x].x, pairs[id.x].y);
  }
}`;
}

/** Dividends around multiples of divisors: small ones all, then some up to the greatest that are allowed. */
function pairs(): Uint32Array<ArrayBuffer> {
  const random = new Random(3);
  const below = (limit: number) => Math.floor(random.uniform() * limit);
  const divisors = [...Array.from({ length: 260 }, (_, i) => i + 1), 513, 1000, 4099, 65_537, 2 ** 19 - 1];
  const numbers = divisors.flatMap((b) => {
    const multiples = [0, 1, 2, 3, ...Array.from({ length: 20 }, () => below(2 ** 31 / b))];
    return multiples.flatMap((q) => [-1, 0, 1].flatMap((more) => [Math.max(0, q * b + more), b]));
  });
  return Uint32Array.from(numbers);
}

async function divided(given: Uint32Array<ArrayBuffer>, error: number): Promise<Uint32Array> {
  const adapter = await navigator.gpu.requestAdapter();
  const device = await adapter?.requestDevice();
  if (!device) throw new Error('no adapter');
  const { STORAGE, COPY_DST, COPY_SRC, MAP_READ } = GPUBufferUsage;
  const buffer = (usage: number) => device.createBuffer({ size: given.byteLength, usage });
  const [input, output, read] = [buffer(STORAGE | COPY_DST), buffer(STORAGE | COPY_SRC), buffer(MAP_READ | COPY_DST)];
  device.queue.writeBuffer(input, 0, given);
  const module = device.createShaderModule({ code: shader(error) });
  const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute: { module } });
  const entries = [input, output].map((one, binding) => ({ binding, resource: { buffer: one } }));
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(Math.ceil(given.length / 2 / WORKGROUP));
  pass.end();
  encoder.copyBufferToBuffer(output, 0, read, 0, given.byteLength);
  device.queue.submit([encoder.finish()]);
  await read.mapAsync(GPUMapMode.READ);
  const results = new Uint32Array(read.getMappedRange().slice(0));
  device.destroy();
  return results;
}

const check = (error: number) => async () => {
  const given = pairs();
  const results = await divided(given, error);
  for (let i = 0; i < given.length; i += 2) {
    const [a = 0, b = 1] = given.subarray(i, i + 2);
    equal([...results.subarray(i, i + 2)], [Math.floor(a / b), a % b], `${a} divided by ${b}`);
  }
};

export const divideChecks = {
  'integers are divided exactly': check(0),
  'integers are divided exactly where quotients of floats are as small as WGSL allows': check(-ERROR),
  'integers are divided exactly where quotients of floats are as great as WGSL allows': check(ERROR),
};
