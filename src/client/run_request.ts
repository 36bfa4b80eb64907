import { kindOf, requireString } from '../arguments.ts';
import { type Fault, FourgateError, OptionError } from '../errors.ts';
import { oneOf, positiveInteger, rejectUnknownOptions } from '../option_checks.ts';
import { checkDecodeOptions } from '../options/decoding_options.ts';
import { runOptions } from '../options/run_options.ts';
import { type PageSettings, settingsIn } from './address.ts';

/** What a page is to do: the terminal's request, or the settings in an address. */
export interface RunRequest extends PageSettings {
  /** Resumes the kept checkpoint; `options` then only set its length. */
  readonly resume?: boolean;
  /** Starts from the weights of the checkpoint that is opened once the data are loaded. */
  readonly weights?: boolean;
  /** Waits for the weights of the network that made the features. */
  readonly network?: boolean;
  /** The page is seen while it runs: what it shows of a user's own run unasked is there. */
  readonly watched?: boolean;
  /** The page shows data and settings, and starts nothing. Otherwise the run starts once its data are loaded. */
  readonly shown?: boolean;
}

/** The query of an address that makes the page run `request`. */
export function queryOf(request: RunRequest): string {
  return `?run=${encodeURIComponent(JSON.stringify(request))}`;
}

/**
 * What an address requests: settings (`?cell=rnn`), which are shown; `?auto` for the default run, or `?run=<JSON of a
 * RunRequest>` for any. The worker checks how options go together.
 * @param mayStart whether a run may start automatically; otherwise it is only shown
 */
export function runRequestOf(query: string, mayStart: boolean): RunRequest | { readonly fault: Fault } | undefined {
  const parameters = new URLSearchParams(query);
  const text = parameters.get('run');
  try {
    if (text === null && !parameters.has('auto')) {
      const settings = settingsIn(parameters);
      return settings && { ...settings, shown: true };
    }
    const request = text === null ? { source: { kind: 'scenes' as const }, options: {} } : checked(JSON.parse(text));
    if (mayStart) return request;
    const { source, options, decoding } = request;
    return { source, options, ...(decoding && { decoding }), shown: true };
  } catch (error) {
    if (error instanceof FourgateError) return { fault: error.fault };
    const expected = 'the JSON of a run request';
    return { fault: new OptionError({ where: 'address, run', expected, found: text ?? '' }).fault };
  }
}

function checked(request: Partial<RunRequest>): RunRequest {
  const { source, options = {}, decoding, resume, weights, network, watched } = request;
  const known = ['source', 'options', 'decoding', 'resume', 'weights', 'network', 'watched'];
  rejectUnknownOptions('address', request, known);
  if (typeof source !== 'object') {
    throw new OptionError({ where: 'address, source', expected: 'an object', found: kindOf(source) });
  }
  const kind = oneOf('address, source.kind', source.kind, ['scenes', 'files']);
  const ofSource =
    kind === 'scenes' ? ['kind', 'seed', 'train', 'val', 'test', 'features'] : ['kind', 'name', 'maxTrain'];
  rejectUnknownOptions('address, source', source, ofSource);
  if ('name' in source && source.name !== undefined) requireString('address, source.name', 'a name', source.name);
  if ('maxTrain' in source && source.maxTrain !== undefined)
    positiveInteger('address, source.maxTrain', source.maxTrain);
  rejectUnknownOptions('address, options', options, Object.keys(runOptions));
  if (decoding !== undefined) checkDecodeOptions(decoding);
  return {
    source,
    options,
    ...(decoding && { decoding }),
    ...(resume === true && { resume }),
    ...(weights === true && { weights }),
    ...(network === true && { network }),
    ...(watched === true && { watched }),
  };
}
