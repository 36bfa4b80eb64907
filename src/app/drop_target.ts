import { type Signal, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { droppedFiles } from './files.ts';

/** Whether files are held over the window. */
export const filesOver: Signal<boolean> = signal(false);

/**
 * Takes files dropped anywhere in the window. Without it a browser would leave the page for the file, and the run with it.
 */
export function useDroppedFiles(onFiles: (files: readonly File[]) => void): void {
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      filesOver.value = true;
    };
    const leave = (event: DragEvent) => {
      // Every element that is left says so; the window is left when there is nothing it goes to.
      if (!event.relatedTarget) filesOver.value = false;
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      filesOver.value = false;
      if (event.dataTransfer) void droppedFiles(event.dataTransfer).then(onFiles);
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [onFiles]);
}
