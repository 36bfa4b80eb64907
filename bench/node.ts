import { join } from 'node:path';
import { runCommand } from '../scripts/command.ts';
import { bench } from './bench.ts';
import { helpFor, readOptions } from './bench_options.ts';
import { nodeHost } from './hosts/node.ts';

// What `npm run build:bench` makes: the benchmark in Node, beside its worker, with nothing but `webgpu` outside.

const name = 'node bench.js';
await runCommand(name, async (opened) => {
  const options = readOptions(['--node', ...process.argv.slice(2)]);
  if (options === 'help') {
    process.stdout.write(`${helpFor(name)}\n`);
    return 0;
  }
  const script = join(import.meta.dirname, 'node_worker.js');
  const commit = import.meta.env.VITE_COMMIT || 'unknown';
  return bench(options, () => nodeHost({ script, software: options.software }, opened), { commit });
});
