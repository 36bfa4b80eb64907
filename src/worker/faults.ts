import { DeviceError, type Fault, FourgateError } from '../errors.ts';
import type { KeptOfRun } from '../runs/run_writer.ts';
import type { FailedEvent } from './protocol.ts';

const places: Readonly<Record<FailedEvent['during'], string>> = {
  load: 'data',
  run: 'training',
  open: 'checkpoint',
  save: 'checkpoint',
  keep: 'checkpoint',
  forget: 'checkpoint',
  evaluate: 'evaluation',
  describe: 'description',
  explain: 'explanation',
  survey: 'survey of the units',
  network: 'network',
  uncaught: 'training worker',
  ended: 'training worker',
};

/** The event that reports any error to the page. */
export function failedEvent(error: unknown, during: FailedEvent['during']): FailedEvent {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { type: 'failed', during, name, message, fault: FourgateError.faultOf(error, places[during]) };
}

const gone = (found: string): Fault => ({ where: 'WebGPU device', expected: 'a device that lasts', found });

/** The error for a device that was lost, or stopped responding, during work other than a run. */
export function lostDevice(found: string): DeviceError {
  return new DeviceError({ ...gone(found), remedy: 'Try again: a new device is requested.' });
}

/** The error for a device that was lost, or stopped responding, during a run whose kept state is not known yet. */
export function goneDevice(found: string): DeviceError {
  return new DeviceError(gone(found));
}

/**
 * The error for a device that failed, was lost or stopped responding during a run.
 * @param fault of the device
 * @param reached the last step that was done
 */
export function lostRun(fault: Fault, reached: number, kept: KeptOfRun | undefined): DeviceError {
  const first = fault.remedy ? `${fault.remedy} ` : '';
  if (!kept) {
    const remedy = `${first}Start again: a new device is requested. Nothing of this run was kept.`;
    return new DeviceError({ ...fault, remedy });
  }
  const since = reached - kept.step;
  const lost = since > 0 ? ` Lost with the old one: ${since} ${since === 1 ? 'step' : 'steps'} since then.` : '';
  const where = kept.place === 'folder' ? 'in the folder of checkpoints' : 'in this browser';
  const remedy = `${first}Continue from step ${kept.step}, which is kept ${where}: a new device is requested.${lost}`;
  return new DeviceError({ ...fault, remedy });
}
