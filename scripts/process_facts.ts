import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What the system says of a process. */
export interface ProcessFacts {
  readonly parent: number;
  /** When it began: a text that no later process of the same number has. */
  readonly began: string;
}

/** Facts of a running process; `undefined` for one that has ended, or where they are unknown (Windows). */
export function factsOf(pid: number): ProcessFacts | undefined {
  try {
    if (process.platform === 'linux') return inProc(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    if (process.platform === 'win32') return undefined;
    const [state = '', parent, ...began] = execFileSync('ps', ['-o', 'stat=,ppid=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
    })
      .trim()
      .split(/\s+/);
    return facts(state, parent, began.join(' '));
  } catch {
    return undefined;
  }
}

/** Fields 3, 4 and 22 of proc_pid_stat(5), which follow a name in brackets that may hold anything. */
function inProc(stat: string): ProcessFacts | undefined {
  const [state = '', parent, ...others] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return facts(state, parent, others[17] ?? '');
}

/** One that has ended and was not taken note of by its parent does nothing any more. */
const facts = (state: string, parent: string | undefined, began: string): ProcessFacts | undefined =>
  state.startsWith('Z') ? undefined : { parent: Number(parent), began };
