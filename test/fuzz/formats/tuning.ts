import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeviceFacts } from '../../../src/gpu/kernel.ts';
import { fileStore } from '../../../src/gpu/tuning/file_store.ts';
import { useKept } from '../../../src/gpu/tuning/tune.ts';
import { type Choices, kernelOf, Variants } from '../../../src/gpu/variants.ts';
import { ops } from '../../../src/ops/every_op.ts';
import { type Format, hold } from '../format.ts';
import { changeJson } from '../json_mutations.ts';

const KEY = 'adapter';
const choices: Choices = { affine_forward: 'tile_64', 'rnn_step_forward 32x512x512': 'sum_16x32' };

/** A device that is offered all variants which ask for nothing. */
const device = { features: new Set(), limits: {}, adapterInfo: {} } as unknown as DeviceFacts;

/** What a visit makes of the choices that an earlier one left in a folder. */
async function readChoices(bytes: Uint8Array): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'fourgate-fuzz-'));
  try {
    writeFileSync(join(folder, `tuning-${KEY}.json`), bytes);
    const variants = new Variants(device);
    await useKept(variants, fileStore(folder), KEY);
    for (const op of Object.values(ops)) {
      const offered = variants.offered(kernelOf(op));
      const chosen = Object.entries(variants.choices).filter(([key]) => key.startsWith(`${op.name} `));
      hold(
        chosen.every(([, name]) => offered.includes(name)),
        'a variant is not offered',
      );
    }
    return variants.choices;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const tuning: Format = {
  name: 'tuning',
  mutators: Array.from({ length: 12 }, () => changeJson),
  originals: async () => [
    { name: 'as kept', bytes: new TextEncoder().encode(JSON.stringify(choices)), read: readChoices },
  ],
};
