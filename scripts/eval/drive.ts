import { basename, resolve } from 'node:path';
import type { Browser } from 'puppeteer-core';
import type { DecodeOptions } from '../../src/options/decoding_options.ts';
import type { CheckpointSummary } from '../../src/runs/run_record.ts';
import type { EvaluatedEvent, Event } from '../../src/worker/protocol.ts';
import { DrivenPage } from '../driven_page.ts';
import type { EvalOptions } from './eval_options.ts';
import type { DrivenCommand } from './page.ts';

/** What came of an evaluation. */
export interface Evaluation {
  readonly checkpoint: CheckpointSummary;
  readonly evaluated: EvaluatedEvent;
  /** The same pictures captioned greedily, where that was asked for. */
  readonly greedy?: EvaluatedEvent;
}

/** A fault that the worker reported. */
class ToldFault extends Error {}

/**
 * Opens the checkpoint and the data in a browser, captions the split and scores it.
 * @param given paths of the files of a CS231n folder, none for Scenes; and of its pictures, where those are read
 * @throws ToldFault for a checkpoint or data that cannot be used, DeviceError when the browser goes away
 */
export async function evaluateInBrowser(
  browser: Browser,
  address: string,
  options: EvalOptions,
  given: { readonly files: readonly string[]; readonly pictures: readonly string[] },
  onEvent: (event: Event) => void,
): Promise<Evaluation> {
  const driven = await DrivenPage.open(browser, address, onEvent);
  const events = driven.events();
  const answer = async <T extends Event['type']>(type: T): Promise<Extract<Event, { type: T }>> => {
    for (;;) {
      const { value: event } = await events.next();
      if (event.type === 'failed') throw new ToldFault(event.message);
      if (event.type === type) return event as Extract<Event, { type: T }>;
    }
  };
  const send = (command: DrivenCommand) =>
    Promise.race([driven.page.evaluate((told) => window.fourgateSend?.(told), command), driven.gone]);
  const evaluate = async (decoding: DecodeOptions) => {
    const { split, images } = options;
    await send({ type: 'evaluate', ...(split ? { split } : {}), ...(images ? { images } : {}), decoding });
    return answer('evaluated');
  };

  const open = async () => {
    await driven.giveFiles('#checkpoint', [resolve(options.checkpoint)]);
    await send({ type: 'open', file: 'chosen', backend: options.backend });
    return (await answer('opened')).checkpoint;
  };
  const load = async (source: Extract<DrivenCommand, { type: 'load' }>['source']) => {
    await send({ type: 'load', source });
    await answer('dataset');
  };

  await answer('ready');
  // Weights from elsewhere do not bring their words: the data have them.
  if (options.data) {
    await driven.giveFiles('#files', given.files);
    await load({ kind: 'files', name: basename(resolve(options.data)) });
    if (given.pictures.length > 0) {
      await driven.giveFiles('#pictures', given.pictures);
      await send({ type: 'pictures', files: 'chosen' });
    }
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
  throw new ToldFault(`${name} was trained on the files of ${source.name}: give them with --data DIR.`);
}
