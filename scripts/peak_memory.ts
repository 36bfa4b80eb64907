import { spawn } from 'node:child_process';
import { processTree } from '../test/support/process_memory.ts';

/**
 * Runs a command and reports the peak memory of each of its processes, the largest first:
 * `npx tsx scripts/peak_memory.ts npm test`.
 */
const POLL_MILLISECONDS = 500;
const SHOWN = 15;

const [command = 'npm', ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
const peaks = new Map<number, { readonly command: string; readonly peak: number }>();
const watch = setInterval(() => {
  for (const { pid, command: name, peak, resident } of processTree(child.pid ?? 0)) {
    peaks.set(pid, { command: name, peak: Math.max(peak, resident, peaks.get(pid)?.peak ?? 0) });
  }
}, POLL_MILLISECONDS);
child.on('close', (code) => {
  clearInterval(watch);
  const largest = [...peaks].sort(([, a], [, b]) => b.peak - a.peak).slice(0, SHOWN);
  for (const [pid, { command: name, peak }] of largest) {
    process.stderr.write(`${(peak / 2 ** 20).toFixed(0).padStart(7)} MB  ${name} (${pid})\n`);
  }
  process.exitCode = code ?? 1;
});
