import { WebGpuBackend } from '../../src/gpu/backend.ts';
import { requestDevice } from '../../src/gpu/request_device.ts';
import type { SubmitLimits } from '../../src/gpu/submit_length.ts';

/** `first`, unless a check asks for another device than the one that it computed on. */
export type Place = 'first' | 'second';

/** How a backend is opened; as by default where nothing is said. */
export interface Opening {
  readonly place?: Place;
  readonly limits?: SubmitLimits;
  readonly now?: () => number;
}

const devices = new Map<Place, Promise<GPUDevice>>();

function deviceAt(place: Place): Promise<GPUDevice> {
  const known = devices.get(place);
  if (known) return known;
  const opened = requestDevice();
  devices.set(place, opened);
  // One that is lost is lost for the check that lost it, not for those that come later.
  void opened.then((device) => device.lost).then(() => devices.delete(place));
  return opened;
}

/**
 * What `work` gives on a backend of its own, with its own memory and faults. Its device is shared with the checks of before, so
 * that a kernel is compiled once for all of them: on a software adapter that takes longer than what is computed. Checks that
 * bring faults upon the device open one themselves.
 */
export async function withBackend<T>(work: (backend: WebGpuBackend) => Promise<T>, opening: Opening = {}): Promise<T> {
  const { place = 'first', limits, now } = opening;
  const backend = await WebGpuBackend.open(await deviceAt(place), limits, now);
  try {
    return await work(backend);
  } finally {
    backend.destroy();
  }
}

/** The same on a device that no other check uses. */
export async function withOwnDevice<T>(work: (backend: WebGpuBackend) => Promise<T>): Promise<T> {
  const backend = await WebGpuBackend.open();
  try {
    return await work(backend);
  } finally {
    backend.destroy();
  }
}
