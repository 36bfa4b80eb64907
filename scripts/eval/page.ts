import { tellDriver } from '../../src/client/bridge.ts';
import { connectWorker } from '../../src/client/connection.ts';
import type { Command } from '../../src/worker/protocol.ts';

/** Commands as a driver gives them: files are those that it put into the page's inputs. */
export type PageCommand =
  | Exclude<Command, { type: 'open' | 'load' | 'pictures' }>
  | (Omit<Extract<Command, { type: 'open' }>, 'file'> & { readonly file: 'chosen' })
  | { readonly type: 'pictures'; readonly files: 'chosen' }
  | { readonly type: 'load'; readonly source: Exclude<LoadSource, { kind: 'files' }> | Omit<FilesSource, 'files'> };
type LoadSource = Extract<Command, { type: 'load' }>['source'];
type FilesSource = Extract<LoadSource, { kind: 'files' }>;

declare global {
  interface Window {
    fourgateSend?: (command: PageCommand) => void;
  }
}

function chosen(id: string): File[] {
  const input = document.querySelector<HTMLInputElement>(`#${id}`);
  return [...(input?.files ?? [])];
}

function withFiles(command: PageCommand): Command {
  switch (command.type) {
    case 'open': {
      const [file] = chosen('checkpoint');
      if (!file) throw new Error('no checkpoint was chosen');
      return { ...command, file };
    }
    case 'load': {
      const { source } = command;
      return { type: 'load', source: source.kind === 'files' ? { ...source, files: chosen('files') } : source };
    }
    case 'pictures':
      return { type: 'pictures', files: chosen('pictures') };
    default:
      return command;
  }
}

const connection = connectWorker();
connection.listen(tellDriver);
window.fourgateSend = (command) => connection.send(withFiles(command));
