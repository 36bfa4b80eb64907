import { installWebGpu, WITHOUT_ZEROS } from '../../scripts/node_webgpu.ts';
import { serveFunctions } from '../../scripts/served_process.ts';
import { kernelFunctions } from './kernel_functions.ts';

await installWebGpu([WITHOUT_ZEROS]);
serveFunctions({ ...kernelFunctions() });
