import { kindOf, requireString } from '../arguments.ts';
import { type Fault, FourgateError, OptionError } from '../errors.ts';
import { oneOf, positiveInteger, rejectUnknownOptions } from '../option_checks.ts';
import { checkDecodeOptions, type DecodeOptions } from '../options/decoding_options.ts';
import { type RunOptions, runOptions } from '../options/run_options.ts';
import type { DataSource } from '../sources/data_source.ts';

/** A data set whose files are still to be provided. */
type FilesToCome = Omit<Extract<DataSource, { kind: 'files' }>, 'files'>;

/** A run that starts automatically once its data are loaded: the terminal's request to the page. */
export interface RunRequest {
  readonly source: Extract<DataSource, { kind: 'scenes' }> | FilesToCome;
  readonly options: RunOptions;
  /** Initial decoding options of the page; greedy by default. */
  readonly decoding?: DecodeOptions;
  /** Resumes the kept checkpoint; `options` then only set its length. */
  readonly resume?: boolean;
  /** Starts from the weights of the checkpoint that is opened once the data are loaded. */
  readonly weights?: boolean;
  /** Waits for the weights of the network that made the features. */
  readonly network?: boolean;
  /** Has already been used: the page shows its data and settings, and starts nothing. */
  readonly shown?: boolean;
}

/** The query of an address that makes the page run `request`. */
export function queryOf(request: RunRequest): string {
  return `?run=${encodeURIComponent(JSON.stringify(request))}`;
}

/**
 * The query to leave in the address once its run has been used: it shows the same data and settings but starts nothing.
 * Otherwise a reload would start the run again instead of offering to resume it.
 */
export function shownQuery(query: string): string {
  const parameters = new URLSearchParams(query);
  const run = parameters.get('run');
  for (const name of ['auto', 'run']) parameters.delete(name);
  if (run !== null) parameters.set('show', run);
  return parameters.size > 0 ? `?${parameters}` : '';
}

/**
 * The run that an address requests: `?auto` for the default one, `?run=<JSON of a RunRequest>` for any, `?show=` for one
 * that is only shown. The worker checks the values of all options.
 * @param mayStart whether a run may start automatically; otherwise it is only shown
 */
export function runRequestOf(query: string, mayStart: boolean): RunRequest | { readonly fault: Fault } | undefined {
  const parameters = new URLSearchParams(query);
  const text = parameters.get('run') ?? parameters.get('show');
  if (text === null && !parameters.has('auto')) return undefined;
  try {
    const request = text === null ? { source: { kind: 'scenes' as const }, options: {} } : checked(JSON.parse(text));
    if (mayStart && !parameters.has('show')) return request;
    const { source, options, decoding } = request;
    return { source, options, ...(decoding && { decoding }), shown: true };
  } catch (error) {
    if (error instanceof FourgateError) return { fault: error.fault };
    const expected = 'the JSON of a run request';
    return { fault: new OptionError({ where: 'address, run', expected, found: text ?? '' }).fault };
  }
}

function checked(request: Partial<RunRequest>): RunRequest {
  const { source, options = {}, decoding, resume, weights, network } = request;
  rejectUnknownOptions('address', request, ['source', 'options', 'decoding', 'resume', 'weights', 'network']);
  if (typeof source !== 'object') {
    throw new OptionError({ where: 'address, source', expected: 'an object', found: kindOf(source) });
  }
  const kind = oneOf('address, source.kind', source.kind, ['scenes', 'files']);
  const known = kind === 'scenes' ? ['kind', 'seed', 'train', 'val', 'test', 'features'] : ['kind', 'name', 'maxTrain'];
  rejectUnknownOptions('address, source', source, known);
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
  };
}
