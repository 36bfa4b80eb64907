import { once } from 'node:events';
import { readCommandLine } from '../../scripts/command_line.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { FourgateError, OptionError } from '../../src/errors.ts';
import { positiveInteger } from '../../src/option_checks.ts';
import { integer, words } from '../../src/options/declare.ts';
import { fourgate, makeModel } from './fourgate.ts';
import { measure } from './peer.ts';
import { adam, makeProblem, type Sizes, sizes } from './problem.ts';

const known = {
  sizes: words({ help: 'sizes other than the usual ones, such as N=128,V=9568' }),
  steps: integer({ min: 1, help: 'steps that the reference computes', default: 2 }),
};

/** `N=128`, `V=9568` over the usual sizes. */
function readSizes(given: readonly string[]): Sizes {
  const changes = given.map((part) => {
    const [letter = '', value] = part.split('=');
    if (!(letter in sizes)) {
      throw new OptionError({ where: '--sizes', expected: `${Object.keys(sizes).join(', ')} = a number`, found: part });
    }
    return [letter, positiveInteger(`--sizes: ${letter}`, Number(value))];
  });
  return { ...sizes, ...Object.fromEntries(changes) };
}

/** Little-endian float32 in base64: ten million weights are too many digits. */
const packed = (values: ArrayLike<number>) => Buffer.from(Float32Array.from(values).buffer).toString('base64');

/**
 * Writes the problem, the initial parameters and the float64 reference's losses of the first steps as JSON to the
 * standard output, for peers that are not written in JavaScript: `npx tsx bench/peers/write_problem.ts > problem.json`.
 */
async function main(): Promise<void> {
  const values = readCommandLine('write_problem', known, process.argv.slice(2));
  const { sizes: changes = [], steps = known.steps.default } = values;
  const problem = makeProblem(1, readSizes(changes));
  const open = async () => new CpuBackend({ precision: 'float64' });
  const { params } = makeModel(await open(), problem);
  const { losses } = await measure(fourgate('reference', open), problem, params, steps - 1);
  const text = JSON.stringify({
    sizes: problem.sizes,
    adam,
    captions: Array.from(problem.captions),
    features: packed(problem.features),
    parameters: Object.fromEntries(
      Object.entries(params).map(([name, { shape, data }]) => [name, { shape, data: packed(data) }]),
    ),
    referenceLosses: losses,
  });
  if (!process.stdout.write(`${text}\n`)) await once(process.stdout, 'drain');
}

main().catch((error: unknown) => {
  process.stderr.write(error instanceof FourgateError ? `${error.message}\n` : `${(error as Error).stack}\n`);
  process.exitCode = 1;
});
