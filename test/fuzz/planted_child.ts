import { setTimeout as sleep } from 'node:timers/promises';
import type { Block } from './campaign.ts';
import type { Told } from './child.ts';

/** Stands for `child.ts`: a process in which the reader of input 1 has the fault that the format is named after. */
const faults: Readonly<Record<string, () => unknown>> = {
  none: () => {},
  loop: () => {
    for (;;);
  },
  wait: () => new Promise(() => {}),
  memory: async () => {
    for (const taken: Uint8Array[] = []; ; await sleep(1)) taken.push(new Uint8Array(2 ** 24).fill(1));
  },
  abort: () => process.abort(),
  spoilt: () => ({ spoilt: true }),
};

const tell = (told: Told) => process.send?.(told);

process.on('message', async ({ format, from, count }: Block) => {
  for (let input = from; input < from + count; input++) {
    tell({ type: 'begin', input, how: 'planted' });
    const found = input === 1 ? await faults[format]?.() : undefined;
    if (found) {
      tell({ type: 'finding', finding: { format, input, how: '', what: 'no longer reads' }, peak: 0 });
      tell({ type: 'done', next: input + 1 });
      return;
    }
    tell({ type: 'end', verdict: 'refused', peak: 0 });
  }
  tell({ type: 'done', next: from + count });
});
