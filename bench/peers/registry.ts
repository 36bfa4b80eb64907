import type { Peer } from './peer.ts';

/** The libraries that can do the same training step, each loaded only when it is asked for. */
export const peers: Readonly<Record<string, () => Promise<Peer>>> = {
  fourgate: async () => {
    const { fourgate } = await import('./fourgate.ts');
    // Late too: the command line reads this list in Node, where no shader can be imported.
    const { openBackend } = await import('../../src/open_backend.ts');
    return fourgate('Fourgate (WebGPU)', () => openBackend('webgpu', { tuning: 'auto' }));
  },
  jaxJs: async () => (await import('./jax_js.ts')).jaxJs,
  jaxJsWasm: async () => (await import('./jax_js.ts')).jaxJsWasm,
  tensorflowJs: async () => (await import('./tensorflow_js.ts')).tensorflowJs,
};
