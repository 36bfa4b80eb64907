import { INPUT, numbersOf } from '../vision/plan.ts';
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

/** What an encoder of I pictures keeps of its forward pass: what each layer makes, and the features. */
export function keptByEncoder({ encoder, D, E }: Configuration, I: number): Kept[] {
  if (!encoder) return [];
  const made = encoder.kind === 'own' ? madeByOwn(encoder, I) : madeByNetwork(encoder, I);
  return [...made, { name: 'features', shape: 'I·E', length: I * E }, { name: 'pixels', shape: 'I·D', length: I * D }];
}

/** The last layer makes the features. */
function madeByOwn({ layers }: OwnEncoder, I: number): Kept[] {
  return layers
    .flatMap((layer, index) => layerBuffers(layer, index + 1, I))
    .filter(({ name }) => name !== `norm${layers.length}`);
}

function layerBuffers({ side, outputs }: EncoderLayer, number: number, I: number): Kept[] {
  const shape = 'I·encoder';
  const length = I * side * side * outputs;
  return [
    { name: `conv${number}`, shape, length },
    { name: `pool${number}`, shape, length: length / 4 },
    { name: `norm${number}`, shape, length: length / 4 },
  ];
}

/** The features are a mean of what the last layer makes. */
function madeByNetwork({ plan }: NetworkEncoder, I: number): Kept[] {
  return [...plan.activations.values()]
    .filter(({ name }) => name !== INPUT)
    .map((one) => ({ name: one.name, shape: 'I·network', length: I * numbersOf(one) }));
}

/** What training an encoder of I pictures keeps besides: statistics, the gradient of everything that it makes, and lists of N captions. */
export function keptByEncoding(configuration: Configuration, I: number, N: number): Kept[] {
  const { encoder, H } = configuration;
  if (!encoder) return [];
  const made = keptByEncoder(configuration, I).filter(({ name }) => name !== 'pixels');
  const statistics = [...encoder.parameters].filter(([name]) => name.startsWith('statistics'));
  return [
    ...statistics.map(([name, [rows = 0, channels = 0]]) => ({ name, shape: 'encoder', length: rows * channels })),
    ...made.map(({ name, ...sizes }) => ({ name: `d${name}`, ...sizes })),
    { name: 'captions of pictures', shape: 'I + N + 1', length: I + N + 1 },
    { name: 'sums over captions', shape: 'I·H', length: I * H },
  ];
}
