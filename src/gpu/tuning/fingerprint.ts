import type { DeviceFacts, Kernel } from '../kernel.ts';
import { kernels } from '../kernels/every_kernel.ts';
import { sharedPieces } from '../shader.ts';

/** FNV-1a, 32 bits: distinguishes texts, nothing more. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}

/** A key for choices: another adapter, or changed shaders or variants, give another key. */
export function fingerprint({ adapterInfo, features }: DeviceFacts): string {
  const { vendor, architecture, device, description, subgroupMinSize, subgroupMaxSize } = adapterInfo;
  const adapter = [
    vendor,
    architecture,
    device,
    description,
    subgroupMinSize,
    subgroupMaxSize,
    features.has('subgroups'),
  ];
  const sources = (Object.values(kernels) as unknown as Kernel[]).flatMap(({ variants = {}, ...plain }) =>
    Object.entries({ plain, ...variants }).flatMap(([name, { source }]) => [name, source]),
  );
  return `${adapter.join(' ')} ${hash([...sources, ...Object.values(sharedPieces)].join('\n'))}`;
}
