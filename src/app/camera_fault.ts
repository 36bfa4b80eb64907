import type { Fault } from '../errors.ts';
import type { ShownFault } from './run_state.ts';

/** Why there is no picture from a camera, by the name of the browser's error (Media Capture and Streams, § 10). */
const reasons: Readonly<Record<string, Pick<Fault, 'found' | 'remedy'>>> = {
  NotAllowedError: {
    found: 'this page is not allowed to use it',
    remedy: 'Allow the camera for this page, beside its address, then try again; or choose a file.',
  },
  NotFoundError: { found: 'no camera', remedy: 'Connect one, then try again; or choose a file.' },
  NotReadableError: {
    found: 'a camera that another program is using, or that does not answer',
    remedy: 'Close the other program, then try again; or choose a file.',
  },
};

/** A camera that cannot be used, as the page shows it. */
export function cameraFault(error: unknown): ShownFault {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const fault: Fault = {
    where: 'camera',
    expected: 'a camera that this page may use',
    ...(reasons[name] ?? { found: message, remedy: 'Choose a file instead.' }),
  };
  return { during: 'describe', name, message: `${fault.where}: ${fault.found}. ${fault.remedy}`, fault };
}

/** Where the browser has no cameras to give: the page was not served over https or by this machine. */
export const noCameras = () => cameraFault(new Error('a page that may not ask for one: only https or localhost may'));
