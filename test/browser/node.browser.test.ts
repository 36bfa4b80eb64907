import { deviceChecks } from '../gpu/device_checks.ts';
import { divideChecks } from '../gpu/divide_checks.ts';
import { haltChecks } from '../gpu/halt_checks.ts';
import { memoryChecks } from '../gpu/memory_checks.ts';
import { programChecks } from '../gpu/program_checks.ts';
import { timestampChecks } from '../gpu/timestamp_checks.ts';
import { tuningChecks } from '../gpu/tuning_checks.ts';
import { inNode } from './kernel_host.ts';
import { testKernelsIn } from './kernels.ts';
import { variants } from './swiftshader.ts';

// Node's WebGPU is Chromium's engine: what is asked here again is what lies between it and us, and one whole step.
const checks = Object.keys({
  ...programChecks,
  ...memoryChecks,
  ...deviceChecks,
  ...divideChecks,
  ...haltChecks,
  ...tuningChecks,
  ...timestampChecks,
});
const step = 'whole lstm step agrees with the CPU, captions: every length';

testKernelsIn('Node', inNode, variants, false, [...checks, step]);
