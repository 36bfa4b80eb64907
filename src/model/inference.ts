import type { Backend, Buffer } from '../ops/backend.ts';
import { StatesOfCaptions } from './caption_states.ts';
import { type Configuration, ofFeatures } from './configuration.ts';
import { Decoder } from './decoding/decoder.ts';
import { FeatureSource } from './feature_source.ts';
import { NetworkFeatures } from './network_features.ts';
import type { PerParameter } from './parameter_names.ts';
import { WordSaliencies } from './word_saliency.ts';

/** The captioner that inference is done with. */
interface Captioner {
  readonly backend: Backend;
  readonly configuration: Configuration;
  readonly weights: PerParameter<Buffer>;
  readonly wordToIdx: Readonly<Record<string, number>>;
}

/**
 * What a captioner does that no training needs: decoding, states, saliency, and the features of a network. A program loads this
 * module when it first asks for one of them. Nothing is allocated before it is used.
 */
export class Inference {
  /** By number. */
  readonly words: readonly string[];
  readonly decoder: Decoder;
  readonly saliency: WordSaliencies;
  readonly states: StatesOfCaptions;
  /** Makes features first, where an encoder is too large to be part of every program. */
  readonly network: NetworkFeatures | undefined;

  constructor({ backend, configuration: whole, weights, wordToIdx }: Captioner) {
    const words: string[] = [];
    for (const [word, number] of Object.entries(wordToIdx)) words[number] = word;
    this.words = words;
    const { encoder } = whole;
    this.network = encoder?.kind === 'network' ? new NetworkFeatures(backend, encoder, weights) : undefined;
    const configuration = this.network ? ofFeatures(whole) : whole;
    const common = { backend, configuration, weights };
    this.decoder = new Decoder({
      ...common,
      wordToIdx,
      encode: (recorder, workspace, pixels, rows) => {
        const source = new FeatureSource({ configuration, workspace, weights, rows }, pixels);
        source.forward(recorder);
        return source.features;
      },
    });
    this.saliency = new WordSaliencies(common);
    this.states = new StatesOfCaptions(common);
  }

  destroy(): void {
    this.decoder.destroy();
    this.saliency.destroy();
    this.states.destroy();
    this.network?.destroy();
  }
}
