import * as errors from '../../../src/errors.ts';
import type { RunOptions } from '../../../src/options/run_options.ts';
import type { Event } from '../../../src/worker/protocol.ts';
import { Desk } from '../../worker/desk.ts';
import { type Format, hold } from '../format.ts';
import { attackDigits } from '../length_mutations.ts';
import { onOneDay } from '../one_day.ts';
import { safetensorsMutators } from '../safetensors_mutations.ts';

const STEPS = 4;
const options: RunOptions = {
  backend: 'cpu',
  hiddenDim: 6,
  wordvecDim: 4,
  batchSize: 8,
  iterations: STEPS,
  validateImages: 2,
};

/** A run of a few steps, saved as the page saves it. */
async function savedRun(more: RunOptions): Promise<Uint8Array> {
  const desk = await Desk.loaded();
  await desk.run({ ...options, ...more });
  await desk.tell({ type: 'save' });
  return new Uint8Array(desk.of('saved')[0]?.bytes ?? new ArrayBuffer(0));
}

/** What the page shows of it, less the time that it took. */
const shown = ({ type, ...event }: Event) =>
  JSON.stringify(event, (key, value: unknown) => (/seconds|millis|PerSecond|savedAt/i.test(key) ? 0 : value));

/** Opens a file in the worker of the page, lets it caption, and resumes its run for two steps. */
async function openAndResume(bytes: Uint8Array): Promise<unknown> {
  const desk = await Desk.loaded();
  const file = new File([new Uint8Array(bytes)], 'dropped.safetensors');
  await desk.tell({ type: 'open', file, backend: 'cpu' });
  if (desk.of('opened').length > 0) {
    await desk.tell({ type: 'evaluate', decoding: {}, images: 2 });
    await desk.tell({ type: 'start', options: { iterations: STEPS + 2 }, resume: true });
  }
  for (const { name, message, fault } of desk.of('failed')) {
    hold(name in errors && fault !== undefined, `the page shows ${name}: ${message}`);
    if (fault) throw new errors.FourgateError(fault);
  }
  for (const { loss } of desk.of('step')) hold(loss - loss === 0, 'a loss is not finite');
  return desk.events.map(shown);
}

export const session: Format = {
  name: 'session',
  mutators: [...safetensorsMutators, attackDigits],
  async originals() {
    const made = await onOneDay(async () => ({
      adam: await savedRun({}),
      'sgd on plateaus': await savedRun({ updateRule: 'sgd', schedule: 'plateau' }),
    }));
    return Object.entries(made).map(([name, bytes]) => ({ name, bytes, read: openAndResume }));
  },
};
