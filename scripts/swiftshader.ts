import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DeviceError } from '../src/errors.ts';
import { findChromium, unpackedChromium } from './find_browser.ts';

/** The manifest by which a Vulkan loader finds SwiftShader, beside the executable of a Chromium. */
const MANIFEST = 'vk_swiftshader_icd.json';

/** Folders that may hold SwiftShader, the likeliest first. */
async function* folders(): AsyncGenerator<string> {
  // A bundle that is somewhere else than this repository has no such package beside it.
  const packaged = await unpackedChromium().catch(() => undefined);
  if (packaged) yield packaged;
  const found = findChromium();
  if (found) yield dirname(realpathSync(found));
}

/**
 * Environment of a process whose Vulkan is SwiftShader, Chromium's software adapter, with the loader that lies beside it:
 * the machine may have none. A driver that VK_ICD_FILENAMES names already stays.
 * @throws DeviceError when there is no SwiftShader
 */
export async function swiftShaderEnvironment(): Promise<Record<string, string>> {
  if (process.env.VK_ICD_FILENAMES) return {};
  for await (const folder of folders()) {
    const manifest = join(folder, MANIFEST);
    if (!existsSync(manifest)) continue;
    const libraries = [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
    return { VK_ICD_FILENAMES: manifest, LD_LIBRARY_PATH: libraries };
  }
  throw new DeviceError({
    where: '--software',
    expected: `SwiftShader (${MANIFEST}) beside a Chromium of this machine`,
    found: 'none',
    remedy: 'Set VK_ICD_FILENAMES to the manifest of a software driver for Vulkan.',
  });
}
