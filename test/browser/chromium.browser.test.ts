import { launchChromium } from '../../scripts/browsers.ts';
import { inBrowser } from './kernel_host.ts';
import { testKernelsIn } from './kernels.ts';
import { variants, WITHOUT_ZEROS } from './swiftshader.ts';

const args = [`--${WITHOUT_ZEROS}`];

// SwiftShader has no shader-f16.
testKernelsIn('Chromium', () => inBrowser(() => launchChromium({ software: true, args })), variants, false);
