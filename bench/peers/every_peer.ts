import { openBackend } from '../../src/open_backend.ts';
import { fourgate } from './fourgate.ts';
import type { PeerName } from './names.ts';
import type { Peer } from './peer.ts';

/** The libraries that can do the same training step, each loaded only when it is asked for. */
export const peers: Readonly<Record<PeerName, () => Promise<Peer>>> = {
  fourgate: async () => fourgate('Fourgate (WebGPU)', () => openBackend('webgpu', { tuning: 'auto' })),
  jaxJs: async () => (await import('./jax_js.ts')).jaxJs,
  jaxJsWasm: async () => (await import('./jax_js.ts')).jaxJsWasm,
  tensorflowJs: async () => (await import('./tensorflow_js.ts')).tensorflowJs,
};
