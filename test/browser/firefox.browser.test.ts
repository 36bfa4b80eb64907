import { launchFirefox } from '../../scripts/browsers.ts';
import { inBrowser } from './kernel_host.ts';
import { testKernelsIn } from './kernels.ts';
import { variantNames } from './variant_names.ts';

// naga knows no subgroups that are enabled by a directive, and this lavapipe has eight lanes.
testKernelsIn('Firefox', () => inBrowser(launchFirefox), variantNames([], []), true);
