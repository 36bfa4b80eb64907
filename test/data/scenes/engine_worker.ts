import { engineChecksums } from './samples.ts';

postMessage(engineChecksums());
