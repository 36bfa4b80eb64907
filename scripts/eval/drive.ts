import { basename, resolve } from 'node:path';
import type { DecodeOptions } from '../../src/options/decoding_options.ts';
import type { CheckpointSummary } from '../../src/runs/run_record.ts';
import type { EvaluatedEvent, Event } from '../../src/worker/protocol.ts';
import { type DrivenCommand, type DrivenSource, nextOf } from '../driven_worker.ts';
import type { EvalOptions } from './eval_options.ts';

type CommandOf<T extends DrivenCommand['type']> = Extract<DrivenCommand, { type: T }>;

/** What an evaluation commands. */
export type EvalCommand = CommandOf<'load' | 'pictures' | 'evaluate'> | (CommandOf<'open'> & { readonly file: string });

/** A worker that evaluates: in a page of a browser, or in this process. Both methods reject with a DeviceError when it is gone. */
export interface EvalWorker {
  /** Its events in their order, from the first on; to be read once. */
  events(): AsyncGenerator<Event, never>;
  send(command: EvalCommand): Promise<void>;
}

/** What came of an evaluation. */
export interface Evaluation {
  readonly checkpoint: CheckpointSummary;
  readonly evaluated: EvaluatedEvent;
  /** The same pictures captioned greedily, where that was asked for. */
  readonly greedy?: EvaluatedEvent;
}

/**
 * Opens the checkpoint and the data in a worker, captions the split and scores it.
 * @param given paths of the files of a CS231n folder, none for Scenes; and of its pictures, where those are read
 * @throws ReportedFault for a checkpoint or data that cannot be used, DeviceError when the worker is gone
 */
export async function evaluateWith(
  worker: EvalWorker,
  options: EvalOptions,
  given: { readonly files: readonly string[]; readonly pictures: readonly string[] },
): Promise<Evaluation> {
  const events = worker.events();
  const evaluate = async (decoding: DecodeOptions) => {
    const { split, images } = options;
    await worker.send({ type: 'evaluate', ...(split ? { split } : {}), ...(images ? { images } : {}), decoding });
    return nextOf(events, 'evaluated');
  };
  const open = async () => {
    await worker.send({ type: 'open', file: options.checkpoint, backend: options.backend });
    return (await nextOf(events, 'opened')).checkpoint;
  };
  const load = async (source: DrivenSource) => {
    await worker.send({ type: 'load', source });
    await nextOf(events, 'dataset');
  };

  await nextOf(events, 'ready');
  // Weights from elsewhere do not bring their words: the data have them.
  if (options.data) {
    await load({ kind: 'files', name: basename(resolve(options.data)), files: given.files });
    if (given.pictures.length > 0) await worker.send({ type: 'pictures', files: given.pictures });
  }
  const checkpoint = await open();
  if (!options.data) await load(scenesOf(checkpoint));
  const evaluated = await evaluate(options.decoding);
  if (!options.againstGreedy) return { checkpoint, evaluated };
  const { beamWidth: _, lengthNormalization: __, nBest: ___, ...common } = options.decoding;
  return { checkpoint, evaluated, greedy: await evaluate({ ...common, method: 'greedy' }) };
}

function scenesOf({ name, training }: CheckpointSummary) {
  const source = training?.source ?? { kind: 'scenes' };
  if (source.kind === 'scenes') return source;
  throw new Error(`${name} was trained on the files of ${source.name}: give them with --data DIR.`);
}
