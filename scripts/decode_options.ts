import { byFlag, type Options } from '../src/options/declare.ts';
import {
  beamOptions,
  checkDecodeOptions,
  commonOptions,
  type DecodeOptions,
  decodingOptions,
  samplingOptions,
  withoutOff,
} from '../src/options/decoding_options.ts';
import { withoutUndefined } from './command_line.ts';

/** A table whose help says which method its options are of. */
const of = <T extends Options>(method: string, table: T): T =>
  Object.fromEntries(
    Object.entries(table).map(([name, one]) => [name, { ...one, help: `${method}: ${one.help}` }]),
  ) as T;

/** Options of every command that captions. */
export const decodeFlags = {
  ...byFlag(commonOptions),
  ...byFlag(of('beam', beamOptions)),
  ...byFlag(of('sample', samplingOptions)),
};

/**
 * How captions are chosen, by a command line that was read.
 * @throws OptionError for an option of another method, or out of range
 */
export function decodingOf(values: Readonly<Record<string, unknown>>): DecodeOptions {
  const named = Object.entries(decodingOptions).map(([name, { flag }]) => [name, values[flag ?? name]]);
  // A beam's width says that a beam is meant.
  const method = values.method ?? (values.beam === undefined ? undefined : 'beam');
  const decoding = withoutOff(withoutUndefined({ ...Object.fromEntries(named), method }));
  checkDecodeOptions(decoding);
  return decoding;
}
