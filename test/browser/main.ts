import { type KernelFunctions, kernelFunctions } from './kernel_functions.ts';

declare global {
  interface Window {
    fourgate: KernelFunctions;
  }
}

window.fourgate = kernelFunctions();
