import type { RunRequest } from '../../src/client/run_request.ts';
import { UNNAMED } from '../../src/runs/run_storage.ts';
import type { DataOrigin } from '../../src/sources/data_source.ts';
import type { Event, FailedEvent, FinishedEvent } from '../../src/worker/protocol.ts';
import { type DrivenSource, nextOf, ReportedFault } from '../driven_worker.ts';
import type { NodeWorker } from '../node_worker.ts';
import { endsRun } from './drive.ts';

/** Paths of the files of a run. */
export interface RunFiles {
  /** Files of a CS231n folder, none for Scenes. */
  readonly data: readonly string[];
  /** Pictures of the data, where a network is trained on them. */
  readonly pictures: readonly string[];
  /** File that the run begins with. */
  readonly weights?: string | undefined;
  /** Weights of the network that made the features. */
  readonly cnn?: string | undefined;
}

/**
 * Does in this process what a page does by itself: opens, loads and starts what was requested.
 * @param saved what the run to resume was trained on
 * @returns the last event of the run
 */
export async function runInNode(
  worker: NodeWorker,
  request: RunRequest,
  files: RunFiles,
  saved?: DataOrigin,
): Promise<FinishedEvent | FailedEvent> {
  const events = worker.events();
  const next = <T extends Event['type']>(type: T) =>
    nextOf(events, type, (fault) => endsRun(fault, files.cnn !== undefined));
  const open = async (file: string | { readonly run: string; readonly which: 'latest' }) => {
    await worker.send({ type: 'open', file });
    await next('opened');
  };
  const { options, resume, weights } = request;
  try {
    await next('ready');
    if (resume) await open({ run: UNNAMED, which: 'latest' });
    await worker.send({ type: 'load', source: sourceOf(request, files, saved) });
    await next('dataset');
    if (files.pictures.length > 0) await worker.send({ type: 'pictures', files: files.pictures });
    if (files.cnn !== undefined) {
      await worker.send({ type: 'network', file: files.cnn });
      await next('network');
    }
    if (files.weights !== undefined) await open(files.weights);
    await worker.send({ type: 'start', options, ...(resume && { resume }), ...(weights && { weights }) });
    return await next('finished');
  } catch (error) {
    if (error instanceof ReportedFault) return error.event;
    throw error;
  }
}

function sourceOf({ source }: RunRequest, { data }: RunFiles, saved?: DataOrigin): DrivenSource {
  if (source.kind === 'files') return { ...source, files: data };
  return saved?.kind === 'scenes' ? saved : { ...source, kind: 'scenes' };
}
