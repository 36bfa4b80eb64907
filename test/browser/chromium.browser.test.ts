import { launchChromium } from '../../scripts/browsers.ts';
import { testKernelsIn } from './kernels.ts';

testKernelsIn('Chromium', () => launchChromium({ software: true }));
