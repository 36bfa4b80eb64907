import type { Command, Event, FailedEvent } from '../src/worker/protocol.ts';

type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;
type FilesSource = Extract<CommandOf<'load'>['source'], { kind: 'files' }>;

/** Commands with paths where the worker takes files. Those of a `load` lie in one folder. */
export type DrivenCommand =
  | Exclude<Command, { type: 'open' | 'load' | 'pictures' | 'network' }>
  | (Omit<CommandOf<'open'>, 'file'> & { readonly file: string | Exclude<CommandOf<'open'>['file'], File> })
  | { readonly type: 'load'; readonly source: DrivenSource }
  | { readonly type: 'pictures'; readonly files: readonly string[] }
  | { readonly type: 'network'; readonly file: string };

export type DrivenSource =
  | Exclude<CommandOf<'load'>['source'], { kind: 'files' }>
  | (Omit<FilesSource, 'files' | 'photos'> & { readonly files: readonly string[] });

/** A fault that a worker reported. */
export class ReportedFault extends Error {
  readonly event: FailedEvent;

  constructor(event: FailedEvent) {
    super(event.message);
    this.event = event;
  }
}

/**
 * The next event of a type.
 * @param ends whether a fault ends the work; without it any does
 * @throws ReportedFault when the worker reports a fault before it
 */
export async function nextOf<T extends Event['type']>(
  events: AsyncGenerator<Event, never>,
  type: T,
  ends: (fault: FailedEvent) => boolean = () => true,
): Promise<Extract<Event, { type: T }>> {
  for (;;) {
    const { value: event } = await events.next();
    if (event.type === 'failed' && ends(event)) throw new ReportedFault(event);
    if (event.type === type) return event as Extract<Event, { type: T }>;
  }
}
