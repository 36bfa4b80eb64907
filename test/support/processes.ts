import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
}

/** All processes that run; one that has ended and was not taken note of is none. */
export function processes(): Process[] {
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat='], { encoding: 'utf8' }).trim().split('\n');
    return lines
      .map((line) => line.trim().split(/\s+/))
      .flatMap(([pid, parent, group, state]) => of(pid, state, parent, group));
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const [state, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return of(pid, state, parent, group);
      } catch {
        return [];
      }
    });
}

const of = (pid = '', state = '', parent = '', group = ''): Process[] =>
  state.startsWith('Z') ? [] : [{ pid: Number(pid), parent: Number(parent), group: Number(group) }];

/** The process groups that a process has started: browsers, and what watches over them. */
export const groupsStartedBy = (parent: number) =>
  processes()
    .filter((one) => one.parent === parent && one.group === one.pid)
    .map(({ group }) => group);

/** Processes that are left of these groups. */
export const leftOf = (groups: readonly number[]) => processes().filter(({ group }) => groups.includes(group));
