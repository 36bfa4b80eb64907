// Ends a browser whose command is gone, however the command ended: `node end_with_parent.mjs PID FOLDER` with a pipe from the
// command as its input. The pipe closes with the command; a command that has closed its browser itself says so before.
// Plain JavaScript: it is started beside every browser, and has to be there at once.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';

const [pid, folder] = [Number(process.argv[2]), process.argv[3]];
let said = '';
process.stdin.on('data', (data) => {
  said += data;
});
process.stdin.on('end', () => {
  if (said === 'closed') return;
  try {
    if (process.platform === 'win32') execFileSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' });
    else process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended in the meantime.
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});
