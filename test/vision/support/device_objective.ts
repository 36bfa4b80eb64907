import { Workspace } from '../../../src/ops/workspace.ts';
import type { FloatTensor } from '../../../src/tensor.ts';
import type { ImageNetwork } from '../../../src/vision/network.ts';
import { StyleObjective } from '../../../src/vision/style_objective.ts';
import type { PlainTerms } from './plain_style.ts';

/** The loss of images held against two others, and their gradients, as style transfer computes them on a device. */
export async function deviceObjectives(
  model: ImageNetwork,
  images: readonly FloatTensor[],
  { content, style }: { readonly content: FloatTensor; readonly style: FloatTensor },
  terms: PlainTerms,
): Promise<{ readonly loss: number; readonly gradient: FloatTensor }[]> {
  const layers = model.layers('objective', [terms.contentLayer, ...terms.styleLayers]);
  const [, , height = 0, width = 0] = content.shape;
  const workspace = new Workspace(model.backend);
  const objective = new StyleObjective('content', workspace, layers, { height, width }, terms);
  await objective.aim('style', content, style);
  const recorder = model.backend.record('objective');
  objective.record(recorder);
  const program = recorder.finish();
  const results = [];
  for (const image of images) {
    objective.image.write(image);
    const [losses, gradient] = await program.run(objective.sizes, [objective.losses, objective.image.gradient]);
    results.push({ loss: objective.lossOf(losses), gradient: objective.image.asTensor(gradient) });
  }
  program.destroy();
  workspace.destroy();
  return results;
}
