import { type Signal, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { droppedFiles } from './dropped_files.ts';
import type { Intake } from './intake.ts';

/** Whether files are held over the window. */
export const filesOver: Signal<boolean> = signal(false);

const bringsFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true;
/** Text may be dropped into a field, as anywhere. */
const isForField = (event: DragEvent) =>
  !bringsFiles(event) && event.target instanceof Element && event.target.closest('input, textarea') !== null;

/**
 * Takes what is dropped anywhere in the window. Without it a browser would leave the page for a file or a link, and the
 * run with it.
 */
export function useDrops(intake: Intake): void {
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (isForField(event)) return;
      event.preventDefault();
      filesOver.value = bringsFiles(event);
    };
    const leave = (event: DragEvent) => {
      // Every element that is left says so; the window is left when there is nothing it goes to.
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
