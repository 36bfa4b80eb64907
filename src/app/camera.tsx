import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { cameraFault, noCameras } from './camera_fault.ts';
import type { ShownFault } from './run_state.ts';

interface Props {
  readonly fault: Signal<ShownFault | undefined>;
  readonly onPicture: (picture: Blob) => void;
}

/** What the camera sees, and a button that takes the picture. The camera is off before and after. */
export function Camera({ fault, onPicture }: Props) {
  const stream = useSignal<MediaStream | undefined>(undefined);
  const opening = useSignal(false);
  /** Before its first frame a video is black. */
  const seen = useSignal(false);
  const video = useRef<HTMLVideoElement>(null);

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
    // A browser plays a video by itself only once it is in view. That it was taken away before is no fault.
    void shown.play().catch(() => {});
  }, [stream.value]);
  useEffect(() => close, []);

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
