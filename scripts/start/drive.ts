import { basename, resolve } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { queryOf, type RunRequest } from '../../src/client/run_request.ts';
import { DeviceError } from '../../src/errors.ts';
import type { DataOrigin } from '../../src/sources/data_source.ts';
import type { Event, FailedEvent, FinishedEvent } from '../../src/worker/protocol.ts';
import { DrivenPage } from '../driven_page.ts';
import type { Served } from './serve.ts';
import type { StartOptions } from './start_options.ts';

/**
 * The run that the options ask for, as the page takes it.
 * @param saved what the run to resume was trained on: the same part of the data is taken
 */
export function requestOf(options: StartOptions, saved?: DataOrigin): RunRequest {
  const { data, pictures, features, run, resume, weights, cnn } = options;
  const maxTrain = options.maxTrain ?? (saved?.kind === 'files' ? saved.maxTrain : undefined);
  const source: RunRequest['source'] = data
    ? { kind: 'files', name: basename(resolve(data)), ...(maxTrain === undefined ? {} : { maxTrain }) }
    : { kind: 'scenes', ...(pictures !== undefined && { train: pictures }), ...(features && { features }) };
  return {
    source,
    options: run,
    ...(resume && { resume }),
    ...(weights && { weights: true }),
    ...(cnn && { network: true }),
  };
}

/** What the page is given. */
export interface Given {
  /** Files of a CS231n folder, if that is to be trained; once more after a reload. */
  readonly data: readonly string[];
  /** File that the run begins with. */
  readonly weights?: string | undefined;
  /** Weights of the network that made the features. */
  readonly cnn?: string | undefined;
  /** Whether the user sees the page, and can resume the run after a reload. */
  readonly shown: boolean;
}

/** A run in a page. */
export interface DrivenRun {
  readonly page: DrivenPage;
  /** The last event of the run. Rejects with a DeviceError when the page cannot produce anything more. */
  readonly ended: Promise<FinishedEvent | FailedEvent>;
}

/** Faults that the run itself outlives. */
const BESIDE: readonly FailedEvent['during'][] = [
  'save',
  'keep',
  'forget',
  'evaluate',
  'describe',
  'explain',
  'network',
];

/**
 * Opens the page in a browser and lets it run; the page reports every event of its worker.
 * A page that is reloaded starts nothing by itself.
 * @throws DeviceError when the page goes away before it has its files
 */
export async function drivePage(
  browser: Browser,
  served: Pick<Served, 'withKey'>,
  request: RunRequest,
  given: Given,
  onEvent: (event: Event) => void,
): Promise<DrivenRun> {
  let readies = 0;
  const query = queryOf({ ...request, ...(given.shown && { watched: true }) });
  const page = await DrivenPage.open(browser, served.withKey(query), (event) => {
    onEvent(event);
    // The user can resume the run in the visible page; its files were lost with the earlier page.
    if (event.type === 'ready' && ++readies > 1 && given.shown) void giveData(page, given).catch(() => {});
  });
  await giveData(page, given);
  const ended = endOfRun(page, given);
  // Code that waits for something else now receives the rejection with its next wait.
  ended.catch(() => {});
  return { page, ended };
}

async function giveData(page: DrivenPage, { data }: Given): Promise<void> {
  if (data.length > 0) await page.giveFiles('#files', data);
}

/** Gives the page its other files, each when it can take them, and waits for the end of its run. */
async function endOfRun(page: DrivenPage, { weights, cnn, shown }: Given): Promise<FinishedEvent | FailedEvent> {
  let failed: (error: unknown) => void = () => {};
  const notGiven = new Promise<never>((_, reject) => {
    failed = reject;
  });
  const give = (input: string, path: string) => void page.giveFiles(input, [resolve(path)]).catch(failed);
  let [readies, datasets, networks] = [0, 0, 0];
  const read = async () => {
    for await (const event of page.events()) {
      if (event.type === 'ready' && ++readies > 1 && !shown) throw reloaded();
      // Weights that do not bring their words take those of the data, which must be there first.
      const loaded = event.type === 'dataset' && ++datasets === 1;
      if (loaded && cnn) give('#own-cnn', cnn);
      if (weights && (cnn ? event.type === 'network' && ++networks === 1 : loaded)) give('#checkpoint', weights);
      if (event.type === 'finished' || (event.type === 'failed' && endsRun(event, cnn !== undefined))) return event;
    }
    throw new Error('a page has no last event');
  };
  return Promise.race([read(), notGiven]);
}

/**
 * Whether a fault ends a run.
 * @param needsNetwork whether the run waits for the weights of a network
 */
export const endsRun = ({ during }: FailedEvent, needsNetwork: boolean) =>
  (during === 'network' && needsNetwork) || !BESIDE.includes(during);

const reloaded = () =>
  new DeviceError({ where: 'browser', expected: 'a page that runs', found: 'one that was reloaded' });
