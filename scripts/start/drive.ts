import { basename, resolve } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { queryOf, type RunRequest } from '../../src/app/run_request.ts';
import { DeviceError } from '../../src/errors.ts';
import type { DataOrigin } from '../../src/sources/data_source.ts';
import type { Event, FailedEvent, FinishedEvent } from '../../src/worker/protocol.ts';
import { type DrivenPage, giveFiles, openDrivenPage } from '../driven_page.ts';
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
  /** Whether a person sees the page, and can continue the run after a reload. */
  readonly shown: boolean;
}

/** A run in a page. */
export interface DrivenRun {
  readonly page: DrivenPage;
  /** The last event of the run. Rejects with a DeviceError when nothing can come of the page any more. */
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
 * Opens the page in a browser and lets it run; the page tells every event of its worker.
 * A page that is reloaded starts nothing by itself.
 * @throws DeviceError when the page goes away before it has its files
 */
export async function drivePage(
  browser: Browser,
  served: Pick<Served, 'withKey'>,
  request: RunRequest,
  { data, weights, cnn, shown }: Given,
  onEvent: (event: Event) => void,
): Promise<DrivenRun> {
  const over = later<FinishedEvent | FailedEvent>();
  const loaded = later<void>();
  const networkTaken = later<void>();
  const giveData = async () => {
    if (data.length > 0) await giveFiles(page, '#files', data);
  };
  let readies = 0;
  const reloaded = () => {
    if (shown) void giveData().catch(() => {});
    else
      over.reject(new DeviceError({ where: 'browser', expected: 'a page that runs', found: 'one that was reloaded' }));
  };
  const page = await openDrivenPage(browser, served.withKey(queryOf(request)), (event) => {
    onEvent(event);
    if (event.type === 'ready' && ++readies > 1) reloaded();
    // Weights that do not bring their words take those of the data, which must be there first.
    if (event.type === 'dataset') loaded.resolve();
    if (event.type === 'network') networkTaken.resolve();
    const awaited = event.type === 'failed' && event.during === 'network' && cnn !== undefined;
    const failed = event.type === 'failed' && (awaited || !BESIDE.includes(event.during));
    if (event.type === 'finished' || failed) over.resolve(event);
  });
  await giveData();
  const opened = loaded.promise.then(async () => {
    if (cnn) {
      await giveFiles(page, '#own-cnn', [resolve(cnn)]);
      if (weights) await networkTaken.promise;
    }
    if (weights) await giveFiles(page, '#checkpoint', [resolve(weights)]);
    return over.promise;
  });
  const ended = Promise.race([over.promise, opened, page.gone]);
  heardLater(ended);
  return { page, ended };
}

/** A promise, and what settles it. */
function later<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  heardLater(promise);
  return { promise, resolve, reject };
}

/** Whoever waits for something else at the moment will hear of a rejection with the next wait. */
function heardLater(promise: Promise<unknown>): void {
  promise.catch(() => {});
}
