import { basename, resolve } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { queryOf, type RunRequest } from '../../src/app/run_request.ts';
import type { Event, FailedEvent, FinishedEvent } from '../../src/worker/protocol.ts';
import { giveFiles, openDrivenPage } from '../driven_page.ts';
import type { StartOptions } from './options.ts';
import type { Served } from './serve.ts';

/** The run that the options ask for, as the page takes it. */
export function requestOf(options: StartOptions): RunRequest {
  const { data, maxTrain, pictures, run, resume, weights } = options;
  const source: RunRequest['source'] = data
    ? { kind: 'files', name: basename(resolve(data)), ...(maxTrain === undefined ? {} : { maxTrain }) }
    : { kind: 'scenes', ...(pictures === undefined ? {} : { train: pictures }) };
  return { source, options: run, ...(resume && { resume }), ...(weights && { weights: true }) };
}

/**
 * Opens the page in a browser and lets it run; the page tells every event of its worker.
 * @param files paths of the files of a CS231n folder, if that is to be trained
 * @returns the last event of the run
 * @throws DeviceError when the browser goes away
 */
export async function drivePage(
  browser: Browser,
  served: Pick<Served, 'withKey'>,
  options: StartOptions,
  files: readonly string[],
  onEvent: (event: Event) => void,
): Promise<FinishedEvent | FailedEvent> {
  let end: (event: FinishedEvent | FailedEvent) => void = () => {};
  const ended = new Promise<FinishedEvent | FailedEvent>((resolve) => {
    end = resolve;
  });
  let withData = () => {};
  const loaded = new Promise<void>((done) => {
    withData = done;
  });
  const { page, gone } = await openDrivenPage(browser, served.withKey(queryOf(requestOf(options))), (event) => {
    onEvent(event);
    // Weights that do not bring their words take those of the data, which must be there first.
    if (event.type === 'dataset') withData();
    const over = event.type === 'failed' && !['save', 'keep', 'evaluate', 'describe'].includes(event.during);
    if (event.type === 'finished' || over) end(event);
  });
  if (files.length > 0) await giveFiles(page, '#files', files);
  const { weights } = options;
  const opened = loaded.then(async () => {
    if (weights) await giveFiles(page, '#checkpoint', [resolve(weights)]);
    return ended;
  });
  return Promise.race([ended, opened, gone]);
}
