import { openBackend } from '../../src/open_backend.ts';
import type { Peer } from './peer.ts';

/** The libraries that can do the same training step, each loaded only when it is asked for. */
export const peers: Readonly<Record<string, () => Promise<Peer>>> = {
  fourgate: async () => {
    const { fourgate } = await import('./fourgate.ts');
    return fourgate('Fourgate (WebGPU)', () => openBackend('webgpu'));
  },
  jaxJs: async () => (await import('./jax_js.ts')).jaxJs,
  jaxJsWasm: async () => (await import('./jax_js.ts')).jaxJsWasm,
  tensorflowJs: async () => (await import('./tensorflow_js.ts')).tensorflowJs,
};
