import { DeviceError, type Fault, FourgateError } from '../errors.ts';
import type { FailedEvent } from './protocol.ts';

/** The fault of any error; one that nobody foresaw is told by its message. */
export function faultOf(error: unknown, where: string): Fault {
  if (error instanceof FourgateError) return error.fault;
  return { where, expected: 'no error', found: error instanceof Error ? error.message : String(error) };
}

const places: Readonly<Record<FailedEvent['during'], string>> = {
  load: 'data',
  run: 'training',
  open: 'checkpoint',
  save: 'checkpoint',
  evaluate: 'evaluation',
  describe: 'description',
  uncaught: 'training worker',
  ended: 'training worker',
};

/** Any error as the event that tells the page. */
export function failedEvent(error: unknown, during: FailedEvent['during']): FailedEvent {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { type: 'failed', during, name, message, fault: faultOf(error, places[during]) };
}

/** The error for a device that went away under a run. */
export function lostDevice(reason: string): DeviceError {
  return new DeviceError({
    where: 'WebGPU device',
    expected: 'a device that lasts',
    found: reason,
    remedy: 'Start again: a new device is asked for. The parameters of the run are lost with the old one.',
  });
}
