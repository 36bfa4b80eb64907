import { OptionError } from '../../src/errors.ts';
import { integer, number, text } from '../../src/options/declare.ts';
import { exitCodes } from '../command.ts';
import { helpOf, helpOption, nodeBackendOption, readCommandLine, withoutUndefined } from '../command_line.ts';
import { typed, withOptions } from '../typed.ts';

/** What `npm run prepare-data` was asked for. */
export interface PrepareDataOptions {
  readonly pictures: string;
  /** Without it captions lie beside the pictures. */
  readonly captions?: string;
  /** Weights of the network that computes the features; by default Scenes' descriptor does. */
  readonly cnn?: string;
  readonly out: string;
  readonly minCount?: number;
  readonly captionLength: number;
  readonly val: number;
  readonly test: number;
  readonly seed: number;
  /** Which of these three were given: a captions file that has splits needs none of them. */
  readonly dealing: readonly string[];
  readonly batchSize: number;
  readonly backend?: 'webgpu' | 'cpu';
}

const COMMAND = typed('prepare');
const DEALING = ['val', 'test', 'seed'] as const;
/** Share of the pictures that are not for training, at most. */
const MAX_DEALT = 0.9;

const known = {
  pictures: text({ value: 'DIR', help: 'the pictures, also in folders below' }),
  captions: text({
    value: 'FILE',
    help: "COCO's annotations, Karpathy's dataset_….json, Flickr8k's captions.txt or token.txt, metadata.jsonl or metadata.csv; without it a .txt beside each picture, a caption a line",
  }),
  cnn: text({
    value: 'FILE',
    help: "weights of the convolutional network that computes the features; without it Scenes' descriptor, which knows colours and simple shapes",
  }),
  out: text({ value: 'DIR', help: 'output folder, for npm start -- --data DIR' }),
  'min-count': integer({
    min: 1,
    help: 'minimum count of a word in training captions; rarer ones become <UNK>',
    otherwise: '5; 2 where there are fewer than 1,000',
  }),
  'caption-length': integer({ min: 3, help: 'columns of a caption, <START> and <END> counted', default: 17 }),
  val: number({
    ...{ min: 0, max: MAX_DEALT },
    help: 'share of pictures for validation, where the captions file has no splits',
    default: 0.1,
  }),
  test: number({ min: 0, max: MAX_DEALT, help: 'share of pictures for the test, likewise', default: 0.1 }),
  seed: integer({ min: 0, help: 'seed of their selection', default: 0 }),
  batch: integer({ min: 1, help: 'pictures in a batch of the network', default: 16 }),
  backend: nodeBackendOption,
  help: helpOption,
};

/** What `npm run prepare-data -- --help` prints. */
export const help = helpOf(
  `${withOptions(COMMAND, '--pictures DIR --captions FILE --cnn FILE --out DIR')}: make a data set from a folder of photos. After an interruption, the same command resumes.`,
  known,
  exitCodes,
);

/**
 * Reads the command line.
 * @returns the request, or `'help'`
 * @throws OptionError for an option that is unknown, missing, lacks its value or is out of range
 */
export function readOptions(argv: readonly string[]): PrepareDataOptions | 'help' {
  const values = readCommandLine(COMMAND, known, argv);
  if (values.help) return 'help';
  const required = (name: 'pictures' | 'out') => {
    const found = values[name];
    if (found !== undefined) return found;
    throw new OptionError({ where: COMMAND, expected: `--${name} DIR`, found: 'none' });
  };
  const { val = known.val.default, test = known.test.default } = values;
  if (val + test > MAX_DEALT) {
    const where = `${COMMAND}: --val, --test`;
    const expected = `at most ${MAX_DEALT} of the pictures together`;
    throw new OptionError({ where, expected, found: String(val + test) });
  }
  const { captions, cnn, backend, 'min-count': minCount } = values;
  return {
    pictures: required('pictures'),
    out: required('out'),
    ...withoutUndefined({ captions, cnn, backend, minCount }),
    captionLength: values['caption-length'] ?? known['caption-length'].default,
    val,
    test,
    seed: values.seed ?? known.seed.default,
    dealing: DEALING.filter((name) => values[name] !== undefined).map((name) => `--${name}`),
    batchSize: values.batch ?? known.batch.default,
  };
}
