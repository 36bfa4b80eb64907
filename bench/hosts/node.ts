import type { Opened } from '../../scripts/command.ts';
import { ServedProcess } from '../../scripts/served_process.ts';
import { swiftShaderEnvironment } from '../../scripts/swiftshader.ts';
import { allocatorEnvironment } from './allocator.ts';
import { type Host, say } from './host.ts';
import type { NodeFunctions } from './node_worker.ts';

/** How the process is started that measures. */
export interface NodeOptions {
  /** Path of `node_worker`, built. */
  readonly script: string;
  /** Whether to compute on SwiftShader even where there is a GPU. */
  readonly software: boolean;
}

/**
 * Node processes with the WebGPU of the npm package `webgpu`.
 * @throws DeviceError when a software adapter is asked for and there is none
 */
export async function nodeHost({ script, software }: NodeOptions, opened: Opened): Promise<Host> {
  const env = {
    ...allocatorEnvironment(process.env.GLIBC_TUNABLES),
    ...(software ? await swiftShaderEnvironment() : {}),
  };
  const start = () => new ServedProcess<NodeFunctions>(script, { env, onProgress: say });
  const inProcess = async <T>(ask: (served: ServedProcess<NodeFunctions>) => Promise<T>): Promise<T> => {
    const served = opened.add(start(), (one) => one.close());
    try {
      return await ask(served);
    } finally {
      await served.close();
    }
  };
  return {
    name: 'node',
    place: () => inProcess(({ ask }) => ask('place')),
    section: (name, request) => inProcess(({ ask }) => ask('section', name, request)),
  };
}
