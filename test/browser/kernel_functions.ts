import { comparePairs, type Outcome } from '../../parity/run.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { WebGpuBackend } from '../../src/gpu/backend.ts';
import { kernelOf } from '../../src/gpu/variants.ts';
import { type OpName, ops } from '../../src/ops/every_op.ts';
import type { Picture } from '../../src/picture.ts';
import { createClassVisualization } from '../../src/vision/class_visualization.ts';
import { decodePicture } from '../../src/vision/decode_picture.ts';
import { makeFoolingImage } from '../../src/vision/fooling_image.ts';
import { loadNetwork } from '../../src/vision/load_network.ts';
import { preprocessImage } from '../../src/vision/preprocess.ts';
import { runtimeChecks } from '../gpu/runtime.ts';

/** What a test calls where kernels run: in a page, or in a Node process that has WebGPU. Everything is JSON. */
export interface KernelFunctions {
  adapter(): Promise<{ name: string; software: boolean; halves: boolean }>;
  /** Names of the variants of a kernel that the device can run. */
  variants(op: OpName): Promise<string[]>;
  /** `halves`: whether buffers that may hold halves do. */
  parity(op: OpName, variant: string, halves: boolean): Promise<Outcome[]>;
  /** Runs one check of the runtime; resolves to what went wrong, `null` if nothing did. */
  runtime(name: string): Promise<string | null>;
  /** A picture as it is decoded here, as base64, and its features by the network of these weights. */
  pictureFeatures(weights: string, picture: string): Promise<DecodedHere>;
  /** Fooling images for pairs of a picture file, as base64, and a class. */
  fooled(weights: string, pairs: readonly (readonly [picture: string, target: number])[]): Promise<Fooled[]>;
  /** The score of a class for its visualisation, and the scores for pictures. */
  visualized(weights: string, target: number, iterations: number, pictures: readonly string[]): Promise<Visualized>;
}

/** What became of a fooling image. */
export interface Fooled {
  readonly steps: number;
  readonly fooled: boolean;
  /** Whether the scores of the image that was made are highest for the target. */
  readonly best: boolean;
}

export interface Visualized {
  readonly score: number;
  readonly others: readonly number[];
}

/** What comes of a picture file. */
export interface DecodedHere {
  readonly width: number;
  readonly height: number;
  readonly data: string;
  readonly features: number[];
}

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** These functions on the adapter of this page or process. */
export function kernelFunctions(): KernelFunctions {
  const reference = new CpuBackend({ precision: 'float64' });
  const opened = WebGpuBackend.open();
  return {
    adapter: async () => {
      const { adapter, facts } = await opened;
      return { ...adapter, halves: facts.features.has('shader-f16') };
    },
    variants: async (op) => (await opened).variants.offered(kernelOf(ops[op])),
    parity: async (op, variant, halves) => {
      const backend = await opened;
      backend.variants.choose({ [op]: variant });
      // A software adapter takes long to compile what is written for GPUs.
      const inTurns = kernelOf(ops[op]).variants?.[variant]?.hardware ?? false;
      return comparePairs(op, reference, backend, halves, inTurns);
    },
    pictureFeatures: async (weights, file) => {
      const picture = await decodePicture(bytesOf(file), 'a picture');
      const network = await loadNetwork(await opened, bytesOf(weights), 'weights');
      const features = await network.features([picture]);
      network.destroy();
      const data = Array.from(picture.data, (byte) => String.fromCharCode(byte)).join('');
      return { width: picture.width, height: picture.height, data: btoa(data), features: [...features.data] };
    },
    fooled: async (weights, pairs) => {
      const network = await loadNetwork(await opened, bytesOf(weights), 'weights');
      const results: Fooled[] = [];
      for (const [file, target] of pairs) {
        const X = preprocessImage(await decodePicture(bytesOf(file), 'a picture'));
        const { image, steps, fooled } = await makeFoolingImage(X, target, network);
        const { data } = await network.scores(image);
        results.push({ steps, fooled, best: Math.max(...data) === data[target] });
      }
      network.destroy();
      return results;
    },
    visualized: async (weights, target, iterations, pictures) => {
      const network = await loadNetwork(await opened, bytesOf(weights), 'weights');
      const scoresOf = async (picture: Picture) => (await network.scores([picture])).data[target] ?? Number.NaN;
      const score = await scoresOf(await createClassVisualization(target, network, { iterations }));
      const others: number[] = [];
      for (const file of pictures) others.push(await scoresOf(await decodePicture(bytesOf(file), 'a picture')));
      network.destroy();
      return { score, others };
    },
    runtime: async (name) => {
      try {
        const check = runtimeChecks[name];
        if (!check) return 'no such check';
        await check();
        return null;
      } catch (error) {
        return error instanceof Error ? `${error.name}: ${error.message}\n${error.stack}` : String(error);
      }
    },
  };
}
