import { join } from 'node:path';

/** Packages that a page loads late, which Vite must bundle before the page is opened or it reloads it in between. */
export const peerPackages = [
  '@jax-js/jax',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-core/dist/register_all_gradients.js',
  '@tensorflow/tfjs-backend-webgpu',
];

const installed = (scope: string) => join(import.meta.dirname, '../node_modules', scope);

/** Where they are: Vite looks for what it bundles beforehand in the repository's own packages, and these are the benchmark's. */
export const peerPlaces = { '@jax-js': installed('@jax-js'), '@tensorflow': installed('@tensorflow') };

/** Headers of a page that may share memory between threads, as WebAssembly with threads must (HTML, cross-origin isolation). */
export const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
