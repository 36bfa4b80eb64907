import { readFileSync } from 'node:fs';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { resumed } from '../support/resume.ts';

/** Goes on from a checkpoint file in a process that knows nothing else, and tells all numbers of the training. */
const [file = '', steps = '', options = '{}'] = process.argv.slice(2);
const backend = new CpuBackend({ precision: 'float32' });
const outcome = await resumed(backend, readFileSync(file), Number(steps), JSON.parse(options));
process.stdout.write(JSON.stringify(outcome));
