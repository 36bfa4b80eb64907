import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process and the memory that it holds, in bytes. */
export interface ProcessMemory {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  /** Resident now. */
  readonly resident: number;
  /** The most that was ever resident, where the system tells. */
  readonly peak: number;
}

/** All processes of this machine, on Linux from /proc, elsewhere from ps. */
export function allProcesses(): ProcessMemory[] {
  return process.platform === 'linux' ? fromProc() : fromPs();
}

/** A process and its descendants; empty if there is no such process. */
export function processTree(root: number, processes = allProcesses()): ProcessMemory[] {
  const children = processes.filter(({ parent, pid }) => parent === root && pid !== root);
  return [
    ...processes.filter(({ pid }) => pid === root),
    ...children.flatMap(({ pid }) => processTree(pid, processes)),
  ];
}

function fromProc(): ProcessMemory[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      const field = (key: string) => new RegExp(`^${key}:\\s+(.+)$`, 'm').exec(status)?.[1] ?? '';
      const bytes = (key: string) => 1024 * Number.parseInt(field(key) || '0', 10);
      const [resident, peak] = [bytes('VmRSS'), bytes('VmHWM')];
      return [{ pid: Number(name), parent: Number(field('PPid')), command: field('Name'), resident, peak }];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}

function fromPs(): ProcessMemory[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,rss=,comm='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [pid, parent, kilobytes, ...command] = line.trim().split(/\s+/);
    const resident = 1024 * Number(kilobytes);
    return { pid: Number(pid), parent: Number(parent), command: command.join(' '), resident, peak: resident };
  });
}
