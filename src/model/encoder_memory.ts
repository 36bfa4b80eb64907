import { INPUT } from '../vision/plan.ts';
import type { Configuration } from './configuration.ts';
import type { EncoderLayer, OwnEncoder } from './encoder_options.ts';
import type { NetworkEncoder } from './network_encoder.ts';

/** A buffer of numbers that training keeps on the device: what shape it has, in the design's letters, and its length. */
export interface Kept {
  readonly name: string;
  readonly shape: string;
  readonly length: number;
  /** Whether these are halves, which take two bytes each, not four. */
  readonly halves?: boolean;
}

/** What an encoder of P pictures keeps of its forward pass: what each layer makes, and the features. */
export function keptByEncoder({ encoder, D, E }: Configuration, P: number): Kept[] {
  if (!encoder) return [];
  const made = encoder.kind === 'own' ? madeByOwn(encoder, P) : madeByNetwork(encoder, P);
  return [...made, { name: 'features', shape: 'N·E', length: P * E }, { name: 'pixels', shape: 'N·D', length: P * D }];
}

/** The last layer makes the features. */
function madeByOwn({ layers }: OwnEncoder, P: number): Kept[] {
  return layers
    .flatMap((layer, index) => layerBuffers(layer, index + 1, P))
    .filter(({ name }) => name !== `norm${layers.length}`);
}

function layerBuffers({ side, outputs }: EncoderLayer, number: number, P: number): Kept[] {
  const shape = 'N·encoder';
  const length = P * side * side * outputs;
  return [
    { name: `conv${number}`, shape, length },
    { name: `pool${number}`, shape, length: length / 4 },
    { name: `norm${number}`, shape, length: length / 4 },
  ];
}

/** The features are a mean of what the last layer makes. */
function madeByNetwork({ plan }: NetworkEncoder, P: number): Kept[] {
  return [...plan.activations.values()]
    .filter(({ name }) => name !== INPUT)
    .map(({ name, height, width, channels }) => ({ name, shape: 'N·network', length: P * height * width * channels }));
}

/** What training an encoder keeps besides: statistics, the gradient of everything that it makes, and lists of N captions. */
export function keptByEncoding(configuration: Configuration, P: number, N: number): Kept[] {
  const { encoder, H } = configuration;
  if (!encoder) return [];
  const made = keptByEncoder(configuration, P).filter(({ name }) => name !== 'pixels');
  const statistics = [...encoder.parameters].filter(([name]) => name.startsWith('statistics'));
  return [
    ...statistics.map(([name, [rows = 0, channels = 0]]) => ({ name, shape: 'encoder', length: rows * channels })),
    ...made.map(({ name, ...sizes }) => ({ name: `d${name}`, ...sizes })),
    { name: 'captions of pictures', shape: 'N·2 + 1', length: P + 1 + N },
    { name: 'sums over captions', shape: 'N·H', length: P * H },
  ];
}
