import { join } from 'node:path';
import { runCommand } from '../scripts/command.ts';
import { bench, folderFor } from './bench.ts';
import { helpFor, readOptions } from './bench_options.ts';
import { nodeHost } from './hosts/node.ts';

// What `npm run build:bench` makes: the benchmark in Node, beside its worker, with nothing but `webgpu` outside.

const RESULTS = 'results';

await runCommand('node bench.js', async (opened) => {
  const options = readOptions(['--node', ...process.argv.slice(2)]);
  if (options === 'help') {
    process.stdout.write(`${helpFor('node bench.js', RESULTS)}\n`);
    return 0;
  }
  const folder = folderFor(process.cwd(), options.out ?? RESULTS);
  const script = join(import.meta.dirname, 'node_worker.js');
  const host = await nodeHost({ script, software: options.software }, opened);
  return bench(options, host, folder, import.meta.env.VITE_COMMIT || 'unknown');
});
