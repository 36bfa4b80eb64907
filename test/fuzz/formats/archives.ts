import { unzipSync } from 'fflate';
import { decodeCheckpoint } from '../../../src/checkpoint/checkpoint.ts';
import { toPyTorch } from '../../../src/checkpoint/pytorch.ts';
import { CpuBackend } from '../../../src/cpu/backend.ts';
import { isZip } from '../../../src/tensor_files/zip_directory.ts';
import { npz as npzFile } from '../../support/numpy_files.ts';
import { savedAt } from '../../support/resume.ts';
import { torchFile } from '../../support/torch_files.ts';
import type { Format, Original } from '../format.ts';
import { attackDigits, attackLength } from '../length_mutations.ts';
import { zipEntry, zipOf } from '../zip_file.ts';
import { zipMutators } from '../zip_mutations.ts';
import { useCheckpoint } from './weights.ts';

const mutators = [...zipMutators, attackLength, attackDigits];

/** The same files in an archive that says nothing of the time, so that it has the same bytes every day. */
export function packed(archive: Uint8Array, deflated: boolean): Uint8Array {
  return zipOf(Object.entries(unzipSync(archive)).map(([name, content]) => zipEntry(name, content, deflated)));
}

async function checkpointOf(cellType: 'rnn' | 'lstm') {
  return decodeCheckpoint(await savedAt(new CpuBackend({ precision: 'float32' }), cellType, 1, {}), 'original');
}

const originals = (archives: Readonly<Record<string, Uint8Array>>): Original[] =>
  Object.entries(archives).map(([name, bytes]) => ({ name, bytes, read: useCheckpoint, sealed: isZip }));

export const npz: Format = {
  name: 'npz',
  mutators,
  async originals() {
    const { parameters } = await checkpointOf('lstm');
    return originals({
      stored: packed(npzFile(parameters), false),
      deflated: packed(npzFile(parameters, { fortran: true }), true),
      'halves, big-endian, of version 3': packed(
        npzFile(parameters, { version: 3, half: true, bigEndian: true }),
        true,
      ),
    });
  },
};

export const pth: Format = {
  name: 'pth',
  mutators,
  async originals() {
    const [lstm, rnn] = [toPyTorch(await checkpointOf('lstm')), toPyTorch(await checkpointOf('rnn'))];
    return originals({
      'state dict of an LSTM': packed(torchFile(lstm), false),
      'state dict of an RNN': packed(torchFile(rnn), false),
    });
  },
};
