import { checkpointChecks } from './checkpoint_checks.ts';
import { decodeChecks } from './decode_checks.ts';
import { deviceChecks } from './device_checks.ts';
import { divideChecks } from './divide_checks.ts';
import { encoderChecks } from './encoder_checks.ts';
import { evaluationChecks } from './evaluation_checks.ts';
import { halfChecks } from './half_checks.ts';
import { haltChecks } from './halt_checks.ts';
import { insideChecks } from './inside_checks.ts';
import { layerChecks } from './layer_checks.ts';
import { memoryChecks } from './memory_checks.ts';
import { modelChecks } from './model_checks.ts';
import { modelMemoryChecks } from './model_memory_checks.ts';
import { notFiniteChecks } from './not_finite_checks.ts';
import { programChecks } from './program_checks.ts';
import { regularisationChecks } from './regularisation_checks.ts';
import { samplingChecks } from './sampling_checks.ts';
import { timestampChecks } from './timestamp_checks.ts';
import { tuningChecks } from './tuning_checks.ts';
import { visionChecks } from './vision_checks.ts';

/** What the WebGPU runtime is held to in every browser, by name. Each resolves, or throws what is wrong. */
export const runtimeChecks: Readonly<Record<string, () => Promise<void>>> = {
  ...programChecks,
  ...memoryChecks,
  ...deviceChecks,
  ...haltChecks,
  ...divideChecks,
  ...encoderChecks,
  ...notFiniteChecks,
  ...halfChecks,
  ...modelChecks,
  ...modelMemoryChecks,
  ...insideChecks,
  ...regularisationChecks,
  ...samplingChecks,
  ...decodeChecks,
  ...evaluationChecks,
  ...layerChecks,
  ...visionChecks,
  ...tuningChecks,
  ...checkpointChecks,
  ...timestampChecks,
};
