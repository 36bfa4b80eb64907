import { launchChromium } from '../../scripts/browsers.ts';
import { WITHOUT_ZEROS } from '../../scripts/node_webgpu.ts';
import { inBrowser } from './kernel_host.ts';
import { testKernelsIn } from './kernels.ts';
import { variants } from './swiftshader.ts';

const args = [`--${WITHOUT_ZEROS}`];

// SwiftShader has no shader-f16.
testKernelsIn('Chromium', () => inBrowser(() => launchChromium({ software: true, args })), variants, false);
