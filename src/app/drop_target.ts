import { type Signal, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { droppedFiles } from './dropped_files.ts';
import type { Intake } from './intake.ts';

/** Whether files are held over the window. */
export const filesOver: Signal<boolean> = signal(false);

const bringsFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true;
/** Text may still be dropped into a field. */
const isForField = (event: DragEvent) =>
  !bringsFiles(event) && event.target instanceof Element && event.target.closest('input, textarea') !== null;

/**
 * Accepts drops anywhere in the window. Otherwise a browser would navigate from the page to a dropped file or link, and
 * the run would be lost.
 */
export function useDrops(intake: Intake): void {
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (isForField(event)) return;
      event.preventDefault();
      filesOver.value = bringsFiles(event);
    };
    const leave = (event: DragEvent) => {
      // Every element reports that the drag has left it; it has left the window if there is no related target.
      if (!event.relatedTarget) filesOver.value = false;
    };
    const drop = async (event: DragEvent) => {
      if (isForField(event) || !event.dataTransfer) return;
      event.preventDefault();
      filesOver.value = false;
      if (!bringsFiles(event)) return intake.takeNothing('text');
      const { files, unreadable } = await droppedFiles(event.dataTransfer);
      if (files.length + unreadable.length === 0) intake.takeNothing('folder');
      else intake.take(files, unreadable);
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [intake]);
}
