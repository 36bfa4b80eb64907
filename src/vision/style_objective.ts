import type { Backend, Buffer, Recorder, RunSizes, Values } from '../ops/backend.ts';
import { fill } from '../ops/elementwise.ts';
import { Workspace } from '../ops/workspace.ts';
import type { FloatTensor } from '../tensor.ts';
import { DeviceImage } from './device_image.ts';
import { type LossTerm, SumOfSquares } from './loss_term.ts';
import type { NetworkLayers } from './network_layers.ts';
import { NetworkPasses } from './network_passes.ts';
import { type Activation, INPUT, numbersOf, type PictureSize, planOf } from './plan.ts';
import { ContentTerm, type DeviceLayer, StyleTerm } from './style_terms.ts';
import { VariationTerm } from './variation_term.ts';

/** How much each part of the loss counts; layers are those of `NetworkLayers.names`, the content's first. */
export interface StyleWeights {
  readonly contentWeight: number;
  readonly styleWeights: readonly number[];
  readonly tvWeight: number;
}

/** An image on a device, and the sum of `contentLoss`, `styleLoss` and `tvLoss` with its gradient, as calls of a program. */
export class StyleObjective {
  readonly backend: Backend;
  readonly image: DeviceImage;
  /** To be read for `lossOf`. */
  readonly losses: Buffer;
  readonly #network: NetworkLayers;
  readonly #passes: NetworkPasses;
  readonly #content: ContentTerm;
  readonly #styles: readonly StyleTerm[];
  readonly #variation: readonly VariationTerm[];
  readonly #sums: readonly Buffer[];
  readonly #starts: readonly number[];

  /** @throws ShapeError when images of the size of `content` are too small for the network */
  constructor(
    where: string,
    workspace: Workspace,
    network: NetworkLayers,
    size: PictureSize,
    { contentWeight, styleWeights, tvWeight }: StyleWeights,
  ) {
    const { backend } = network;
    const passes = passesOf(where, workspace, network, size, true);
    const image = new DeviceImage(backend, workspace, network.file.convention, size);
    const squares = new SumOfSquares(workspace);
    const held = (i: number, weight: number) => {
      const name = network.names[i] ?? '';
      return { layer: layerOf(passes, name), gradient: passes.d(name), weight };
    };
    this.#network = network;
    this.#passes = passes;
    this.backend = backend;
    this.image = image;
    this.#content = new ContentTerm(workspace, squares, held(0, contentWeight));
    this.#styles = styleWeights.map((weight, i) => new StyleTerm(workspace, squares, held(i + 1, weight)));
    this.#variation = (['right', 'below'] as const).map(
      (direction) => new VariationTerm(backend, workspace, squares, { image, weight: tvWeight, direction }),
    );
    const { whole, parts, starts } = workspace.createParts(
      'losses',
      this.#terms.map(() => 1),
    );
    this.losses = whole;
    this.#sums = parts;
    this.#starts = starts;
  }

  /**
   * Takes what the image is to show from `content` (1, 3, height, width), which it then is, and in which style from another, of any size.
   * @throws ShapeError when that is too small for the network
   */
  async aim(where: string, content: FloatTensor, style: FloatTensor): Promise<void> {
    const { file, names } = this.#network;
    this.image.write(content);
    await this.#once(this.#passes, this.image, (recorder) => this.#content.aim(recorder));
    const workspace = new Workspace(this.backend);
    try {
      const [, , height = 0, width = 0] = style.shape;
      const image = new DeviceImage(this.backend, workspace, file.convention, { height, width });
      const layers = { ...this.#network, names: names.slice(1) };
      const passes = passesOf(where, workspace, layers, image, false);
      image.write(style);
      await this.#once(passes, image, (recorder) => {
        for (const [i, term] of this.#styles.entries()) term.aim(recorder, layerOf(passes, layers.names[i] ?? ''));
      });
    } finally {
      workspace.destroy();
    }
  }

  /** Sizes that a run of the calls is to be given. */
  get sizes(): RunSizes {
    return this.#passes.sizes(1);
  }

  /** The parts of the loss, and the gradient of the image. */
  record(recorder: Recorder): void {
    const passes = this.#passes;
    const record = (terms: readonly LossTerm[]) => {
      for (const term of terms) term.record(recorder, this.#sums[this.#terms.indexOf(term)] as Buffer);
    };
    this.image.forward(recorder, passes.at(INPUT));
    passes.forward(recorder);
    for (const one of passes.outputs) {
      recorder.call(fill, { Q: numbersOf(one), value: 0 }, { x: passes.d(one.name) });
    }
    record([this.#content, ...this.#styles]);
    passes.backward(recorder);
    this.image.backward(recorder, passes.d(INPUT));
    record(this.#variation);
  }

  /** The loss, from what `losses` held. */
  lossOf(losses: Values | undefined): number {
    return this.#terms.reduce((loss, { weight }, i) => loss + weight * (losses?.[this.#starts[i] ?? 0] ?? 0), 0);
  }

  get #terms(): readonly LossTerm[] {
    return [this.#content, ...this.#styles, ...this.#variation];
  }

  /** Runs a forward pass, and calls that need its layers, once. */
  async #once(passes: NetworkPasses, image: DeviceImage, calls: (recorder: Recorder) => void): Promise<void> {
    const recorder = this.backend.record('targets of a style', passes.sizes(1));
    image.forward(recorder, passes.at(INPUT));
    passes.forward(recorder);
    calls(recorder);
    const program = recorder.finish();
    try {
      await program.run(passes.sizes(1));
    } finally {
      program.destroy();
    }
  }
}

function passesOf(
  where: string,
  workspace: Workspace,
  { filters, file, names }: NetworkLayers,
  { height, width }: PictureSize,
  gradient: boolean,
): NetworkPasses {
  const plan = planOf(file, height, width, where);
  return new NetworkPasses(workspace, filters, plan, { outputs: names, gradient }, 1, 1);
}

function layerOf(passes: NetworkPasses, name: string): DeviceLayer {
  const { height, width, channels } = passes.outputs.find((one) => one.name === name) as Activation;
  return { values: passes.at(name), pixels: height * width, channels };
}
