import { oneOf } from '../../src/option_checks.ts';
import { by, messageOf, type Section } from '../context.ts';
import { peers as registry } from '../peers/every_peer.ts';
import { fourgate, makeModel } from '../peers/fourgate.ts';
import { withRatios } from '../peers/merge.ts';
import { peerNames } from '../peers/names.ts';
import { type Measured, measure } from '../peers/peer.ts';
import { makeProblem, sizes } from '../peers/problem.ts';
import { type Sizes, sizesText } from '../problems.ts';
import type { Cell, Column } from '../results.ts';
import { timing } from '../statistics.ts';

const columns: readonly Column[] = [
  { label: 'library', unit: 'text' },
  { label: 'a step', unit: 'ms' },
  { label: 'first step, cold', unit: 'ms' },
  { label: 'first loss', unit: 'text' },
  { label: 'as long as Fourgate', unit: '×' },
];

/** A peer whose losses are not those of the reference does not do the same work: its time means nothing. */
export function lossFault({ peer, losses }: Measured, expected: readonly number[]): string | undefined {
  for (const [step, loss] of expected.entries()) {
    const found = losses[step] ?? Number.NaN;
    // The first loss is one forward pass; the second has Adam's sign-like first update between them.
    const tolerance = (step === 0 ? 1e-4 : 1e-2) * loss;
    if (!(Math.abs(found - loss) <= tolerance)) {
      return `${peer}: loss of step ${step + 1} is ${found}, expected ${loss} ± ${tolerance}`;
    }
  }
  return undefined;
}

const tiny: Sizes = { N: 2, T: 3, D: 6, W: 5, H: 7, V: 20 };

/** The training step in Fourgate and in one other library after the other. */
export const peers: Section = {
  title: 'Beside other libraries',
  how: 'The same minibatch, the same initial parameters, loss, gradients and Adam, each library used as its documentation advises, one step at a time with its loss awaited. The first two losses must be the CPU reference’s. A library is loaded only when this section is run.',
  async run(context) {
    const problem = makeProblem(1, by(context, { tiny, quick: sizes, full: sizes }));
    const open = async () => context.openCpu('float64');
    const initial = makeModel(await open(), problem).params;
    context.say('CPU reference');
    const expected = (await measure(fourgate('reference', open), problem, initial, 1)).losses;
    const rows: Cell[][] = [];
    const faults: string[] = [];
    for (const key of context.peers ?? peerNames) {
      try {
        const peer = await registry[oneOf('peers', key, peerNames)]();
        context.say(peer.name);
        const runs = by(context, { tiny: 1, quick: key === 'fourgate' ? 10 : 2, full: key === 'fourgate' ? 25 : 5 });
        const measured = await measure(peer, problem, initial, runs);
        const fault = lossFault(measured, expected);
        if (fault) faults.push(fault);
        else rows.push([peer.name, timing(measured.warm), measured.cold, measured.losses[0]?.toFixed(4) ?? '–', null]);
      } catch (error) {
        faults.push(`${key}: ${messageOf(error)}`);
      }
    }
    const notes = [`LSTM, ${sizesText(problem.sizes)}. The CPU reference’s first loss is ${expected[0]?.toFixed(4)}.`];
    const caption = 'One training step, waited for';
    return { tables: [{ caption, columns, rows: withRatios(rows) }], plots: [], notes, faults };
  },
};
