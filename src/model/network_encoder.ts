import { kindOf } from '../arguments.ts';
import { OptionError } from '../errors.ts';
import {
  numberBetween,
  oneOf,
  positiveInteger,
  rejectUnknownOptions,
  trueOrFalse,
  wholeNumber,
} from '../option_checks.ts';
import type { Convention } from '../vision/convention.ts';
import { INPUT_CHANNELS, planOf } from '../vision/plan.ts';
import { CLASSIFIER, convolutionsOf, FIRST_WINDOW } from '../vision/squeezenet.ts';
import type { EncoderSetting, Filters, NetworkEncoder, NetworkEncoderOptions, RecordedEncoder } from './encoder.ts';
import { RecordedNetworkEncoder } from './network_encoder_program.ts';
import { biasOfLayer, type EncoderParameterName, weightOfLayer } from './parameter_names.ts';

const VERSIONS = ['1.0', '1.1'] as const;
/** A byte, as what is taken off it or divides it cannot be larger. */
const MOST = 255;

/** @throws OptionError for an unknown option, or a value that makes no network */
export function checkNetworkEncoder(where: string, options: NetworkEncoderOptions): NetworkEncoder {
  rejectUnknownOptions(where, options, ['squeezenet', 'channels', 'convention']);
  const version = oneOf(`${where}.squeezenet`, options.squeezenet, VERSIONS);
  const convention = checkConvention(`${where}.convention`, options.convention);
  const convolutions = convolutionsOf(version).filter(({ name }) => name !== CLASSIFIER);
  const list: unknown = options.channels;
  if (!Array.isArray(list) || list.length !== convolutions.length) {
    const found = Array.isArray(list) ? `${list.length}` : kindOf(list);
    throw new OptionError({ where: `${where}.channels`, expected: `${convolutions.length} numbers`, found });
  }
  const channels = list.map((count, index) => positiveInteger(`${where}.channels[${index}]`, count));
  const filters = new Map<string, Filters>();
  const parameters = new Map<EncoderParameterName, readonly number[]>();
  for (const [index, { name, window, reads }] of convolutions.entries()) {
    const [F, R] = [channels[index] ?? 0, window || FIRST_WINDOW[version]];
    const C = reads.reduce((sum, one) => sum + (filters.get(one)?.F ?? 0), 0) || INPUT_CHANNELS;
    const [weight, bias] = [weightOfLayer(index + 1), biasOfLayer(index + 1)];
    filters.set(name, { F, R, weight, bias });
    parameters.set(weight, [R, R, C, F]).set(bias, [F]);
  }
  const side = convention.inputSize;
  const plan = planOf({ version, convention, filters }, side, side, `${where}.convention.inputSize`);
  const last = plan.steps.at(-1)?.to ?? '';
  return {
    kind: 'network',
    options: { squeezenet: version, channels, convention },
    side,
    parameters,
    inputLength: INPUT_CHANNELS * side * side,
    featureLength: plan.activations.get(last)?.channels ?? 0,
    plan,
    filters,
    output: last,
    recordedIn,
  };
}

function checkConvention(where: string, convention: Convention): Convention {
  const known = ['inputSize', 'order', 'mean', 'deviation', 'ceil', 'classifierPad'];
  rejectUnknownOptions(where, convention, known);
  const triple = (name: 'mean' | 'deviation', low: number) => {
    const list: unknown = convention[name];
    if (!Array.isArray(list) || list.length !== 3) {
      throw new OptionError({ where: `${where}.${name}`, expected: 'three numbers', found: kindOf(list) });
    }
    return list.map((value, index) => numberBetween(`${where}.${name}[${index}]`, value, low, MOST));
  };
  return {
    inputSize: positiveInteger(`${where}.inputSize`, convention.inputSize),
    order: oneOf(`${where}.order`, convention.order, ['RGB', 'BGR']),
    mean: triple('mean', 0),
    // In pictures of 0 to 1 a deviation is a fraction of a byte.
    deviation: triple('deviation', 1e-6),
    ceil: trueOrFalse(`${where}.ceil`, convention.ceil),
    classifierPad: wholeNumber(`${where}.classifierPad`, convention.classifierPad),
  };
}

/** The method of every such encoder, which makes two with equal options equal. */
function recordedIn(this: NetworkEncoder, setting: EncoderSetting): RecordedEncoder {
  return new RecordedNetworkEncoder(this, setting);
}
