import { kindOf } from '../arguments.ts';
import { OptionError } from '../errors.ts';
import type { NetworkFile } from './network_file.ts';
import { layersOf } from './squeezenet.ts';

/** torchvision's numbers of all layers before the classifier. */
export function modulesOf({ version }: NetworkFile): number[] {
  // The ReLU of the first convolution counts.
  return Array.from({ length: layersOf(version).length + 1 }, (_, module) => module);
}

/** The layers that a network's modules are, by torchvision's number. @throws OptionError naming the first that is none */
export function namesOfModules(where: string, { version }: NetworkFile, modules: readonly number[]): string[] {
  const layers = layersOf(version);
  return modules.map((wanted, i) => {
    const layer = layers.find(({ module }) => module === wanted || (module === 0 && wanted === 1));
    if (layer) return layer.name;
    const expected = `a layer from 0 to ${layers.length}`;
    throw new OptionError({ where: `${where}[${i}]`, expected, found: kindOf(wanted) });
  });
}
