import { launchFirefox } from '../../scripts/browsers.ts';
import { testKernelsIn } from './kernels.ts';

testKernelsIn('Firefox', launchFirefox);
