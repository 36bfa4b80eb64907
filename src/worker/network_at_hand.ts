import { OptionError } from '../errors.ts';
import { openBackend } from '../open_backend.ts';
import type { Backend } from '../ops/backend.ts';
import { networkMaker } from '../prepare/network_maker.ts';
import { requireMaker } from '../prepare/require_maker.ts';
import { type EncoderOfNetwork, networkEncoder } from '../vision/as_encoder.ts';
import { loadNetwork } from '../vision/load_network.ts';
import type { ImageNetwork } from '../vision/network.ts';
import { gradientRelevance } from './network_gradient.ts';
import type { PictureFeatures } from './picture_features.ts';
import type { NetworkEvent } from './protocol.ts';
import type { TrainingData } from './training_data.ts';

/** The network that made the features of the data, once a person gives its weights: with it any picture has features. */
export class NetworkAtHand {
  #file: File | undefined;
  #network: ImageNetwork | undefined;

  /**
   * Takes weights, if they are those that the data were prepared with.
   * @throws CheckpointError when they are not, or are no network's at all
   */
  async take(file: File, { data }: TrainingData): Promise<NetworkEvent> {
    // Read where no device is needed: there may be no model yet that says which one.
    const backend = await openBackend('cpu');
    try {
      const maker = networkMaker(await open(file, backend));
      requireMaker(file.name, { mark: data.featureMark, length: data.featureLength }, maker);
      this.forget();
      this.#file = file;
      const { madeBy } = maker.mark;
      return { type: 'network', name: file.name, madeBy, known: data.featureMark !== undefined };
    } finally {
      backend.destroy();
    }
  }

  /**
   * The network as an encoder that is trained with the captioner, and its weights.
   * @throws OptionError when nobody has given them
   */
  async encoder({ cnn, data }: TrainingData): Promise<EncoderOfNetwork> {
    const file = this.#file ?? cnn;
    if (file) return networkEncoder(new Uint8Array(await file.arrayBuffer()), file.name);
    throw new OptionError({
      where: 'run: finetuneCnnAfter',
      option: 'finetuneCnnAfter',
      expected: 'weights of the network that made the features, to be fine-tuned',
      found: `${data.name} without them`,
      remedy: 'Choose them under “Your own picture”, or name them with --cnn.',
    });
  }

  /** How pictures get features like those of the data, on this backend; `undefined` where nobody knows. */
  async features(source: TrainingData, backend: Backend): Promise<PictureFeatures | undefined> {
    if (source.pictureFeatures) return source.pictureFeatures;
    const file = this.#file ?? source.cnn;
    if (!file) return undefined;
    if (this.#network?.backend !== backend) {
      this.#network?.destroy();
      this.#network = undefined;
      this.#network = await open(file, backend);
    }
    const network = this.#network;
    return {
      maker: networkMaker(network),
      picture: () => undefined,
      relevance: (model, explained) => gradientRelevance(model, network, explained),
    };
  }

  /** Lets go of it: other data come, made by another network. */
  forget(): void {
    this.#network?.destroy();
    this.#network = this.#file = undefined;
  }
}

async function open(file: File, backend: Backend): Promise<ImageNetwork> {
  return loadNetwork(backend, new Uint8Array(await file.arrayBuffer()), file.name);
}
