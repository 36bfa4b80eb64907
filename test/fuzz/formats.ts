import type { Format } from './format.ts';
import { npz, pth } from './formats/archives.ts';
import { captionsFiles } from './formats/captions_files.ts';
import { hdf5Captions, hdf5Features } from './formats/hdf5.ts';
import { networks, torchNetworks } from './formats/networks.ts';
import { loggedRuns, runRequests } from './formats/page.ts';
import { session } from './formats/session.ts';
import { textFormats } from './formats/texts.ts';
import { tuning } from './formats/tuning.ts';
import { checkpoints, foreignSafetensors } from './formats/weights.ts';

/** Every kind of file, and of text from outside, that Fourgate reads. */
export const formats: readonly Format[] = [
  hdf5Captions,
  hdf5Features,
  ...textFormats,
  captionsFiles,
  checkpoints,
  foreignSafetensors,
  npz,
  pth,
  networks,
  torchNetworks,
  session,
  runRequests,
  loggedRuns,
  tuning,
];
