import type { Context } from '../context.ts';
import { fourgatePictures } from './fourgate.ts';
import type { PicturePeer } from './look.ts';
import type { PicturePeerName } from './names.ts';

/** What can look at pictures; other libraries are loaded only when they are asked for. */
export const picturePeers: Readonly<Record<PicturePeerName, (context: Context) => Promise<PicturePeer>>> = {
  fourgate: async ({ open }) => fourgatePictures('Fourgate, WebGPU', open),
  cpu: async ({ openCpu }) => fourgatePictures('Fourgate, CPU', async () => openCpu('float32')),
  tensorflowJs: async () => (await import('./tensorflow_js.ts')).tensorflowPictures,
};
