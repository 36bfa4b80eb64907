import { join } from 'node:path';
import { ServedProcess, sourceArguments } from '../../scripts/served_process.ts';
import type { functions } from './served_child.ts';

// Forks the process of the test, tells its id, and would wait for ever.
const script = join(import.meta.dirname, 'served_child.ts');
const served = new ServedProcess<typeof functions>(script, { execArgv: sourceArguments });
await served.ask('sum', 1, 1);
process.stdout.write(`${served.pid}\n`);
