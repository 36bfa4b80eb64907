import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Fault } from '../errors.ts';
import type { ShownFault } from './run_state.ts';

export interface CameraProps {
  readonly fault: Signal<ShownFault | undefined>;
  readonly onPicture: (picture: Blob) => void;
}

/** What the camera sees, and a button that takes the picture. It is opened at once, and off afterwards. */
export function Camera({ fault, onPicture }: CameraProps) {
  const stream = useSignal<MediaStream | undefined>(undefined);
  const opening = useSignal(false);
  /** Before its first frame a video is black. */
  const seen = useSignal(false);
  const video = useRef<HTMLVideoElement>(null);
  /** What is shown may go while the user is asked. */
  const gone = useRef(false);

  const close = () => {
    for (const track of stream.peek()?.getTracks() ?? []) track.stop();
    stream.value = undefined;
    seen.value = false;
  };
  const open = async () => {
    if (opening.value) return;
    opening.value = true;
    fault.value = undefined;
    try {
      if (!navigator.mediaDevices) throw noCameras();
      const video = { facingMode: 'environment', width: { ideal: 1024 } };
      stream.value = await navigator.mediaDevices.getUserMedia({ video });
      if (gone.current) close();
    } catch (error) {
      fault.value = isFault(error) ? error : cameraFault(error);
    } finally {
      opening.value = false;
    }
  };
  const take = async () => {
    const { current: shown } = video;
    if (!shown || !seen.value) return;
    const canvas = new OffscreenCanvas(shown.videoWidth, shown.videoHeight);
    canvas.getContext('2d')?.drawImage(shown, 0, 0);
    onPicture(await canvas.convertToBlob());
    close();
  };
  useEffect(() => {
    const { current: shown } = video;
    if (!shown) return;
    shown.srcObject = stream.value ?? null;
    // A browser autoplays a video only once it is in view. Its removal before then is not a fault.
    void shown.play().catch(() => {});
  }, [stream.value]);
  useEffect(() => {
    void open();
    return () => {
      gone.current = true;
      close();
    };
  }, []);

  if (!stream.value) {
    return (
      <button type="button" id="camera" aria-disabled={opening.value} onClick={open}>
        {opening.value ? 'Asking for the camera …' : 'Use the camera'}
      </button>
    );
  }
  return (
    <div class="camera">
      <video
        ref={video}
        playsInline
        muted
        onTimeUpdate={({ currentTarget }) => (seen.value ||= currentTarget.currentTime > 0)}
        aria-label="What the camera sees"
      />
      <div class="choices">
        <button type="button" id="shoot" class="primary" aria-disabled={!seen.value} onClick={take}>
          Take the picture
        </button>
        <button type="button" id="camera-off" onClick={close}>
          Turn the camera off
        </button>
      </div>
    </div>
  );
}

const isFault = (error: unknown): error is ShownFault => Object(error).during === 'describe';

/** Why there is no picture from a camera, by the name of the browser's error (Media Capture and Streams, § 10). */
const reasons: Readonly<Record<string, Pick<Fault, 'found' | 'remedy'>>> = {
  NotAllowedError: {
    found: 'this page is not allowed to use it',
    remedy: 'Allow the camera for this page, beside its address, then try again; or choose a file.',
  },
  NotFoundError: { found: 'no camera', remedy: 'Connect one, then try again; or choose a file.' },
  NotReadableError: {
    found: 'a camera that another program is using, or that does not respond',
    remedy: 'Close the other program, then try again; or choose a file.',
  },
};

/** A camera that cannot be used, as the page shows it. */
function cameraFault(error: unknown): ShownFault {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const fault: Fault = {
    where: 'camera',
    expected: 'a camera that this page may use',
    ...(reasons[name] ?? { found: message, remedy: 'Choose a file instead.' }),
  };
  return { during: 'describe', name, message: `${fault.where}: ${fault.found}. ${fault.remedy}`, fault };
}

/** Where the browser offers no camera: the page was not served over https or by this machine. */
const noCameras = () => cameraFault(new Error('a page that may not request one: only https or localhost may'));
