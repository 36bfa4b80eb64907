import { OptionError } from '../../src/errors.ts';
import { exitCodes } from '../command.ts';
import {
  choice,
  flag,
  helpOf,
  type Known,
  positive,
  readCommandLine,
  real,
  text,
  wholeOrNone,
} from '../command_line.ts';

/** What `npm run prepare-data` was asked for. */
export interface PrepareDataOptions {
  readonly pictures: string;
  /** Without it captions lie beside the pictures. */
  readonly captions?: string;
  /** Weights of the network that looks at the pictures; without it Scenes' descriptor does. */
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

const COMMAND = 'npm run prepare-data';
const DEALING = ['val', 'test', 'seed'];

const known: Readonly<Record<string, Known>> = {
  pictures: { value: 'DIR', is: 'the pictures, also in folders below', read: text },
  captions: {
    value: 'FILE',
    is: "COCO's annotations, Karpathy's dataset_….json, Flickr8k's captions.txt or token.txt, metadata.jsonl or metadata.csv; without it a .txt beside each picture, a caption a line",
    read: text,
  },
  cnn: {
    value: 'FILE',
    is: "weights of the convolutional network that looks at the pictures; without it Scenes' descriptor, which knows colours and plain shapes",
    read: text,
  },
  out: { value: 'DIR', is: 'the folder that is written, for npm start -- --data DIR', read: text },
  'min-count': {
    value: 'N',
    is: 'words seen so often in training captions; others become <UNK> (5; 2 where there are fewer than 1,000)',
    read: positive,
  },
  'caption-length': { value: 'N', is: 'columns of a caption, <START> and <END> counted (17)', read: positive },
  val: {
    value: 'X',
    is: 'share of pictures for validation, where the captions file has no splits (0.1)',
    read: real(0, 0.9),
  },
  test: { value: 'X', is: 'share of pictures for the test, likewise (0.1)', read: real(0, 0.9) },
  seed: { value: 'N', is: 'which pictures these are (0)', read: wholeOrNone },
  batch: { value: 'N', is: 'pictures that the network looks at together (16)', read: positive },
  backend: {
    value: 'NAME',
    is: 'webgpu or cpu (WebGPU by the npm package webgpu where it has a GPU, else the CPU)',
    read: choice(['webgpu', 'cpu']),
  },
  help: { is: 'show this', read: flag },
};

/** What `npm run prepare-data -- --help` prints. */
export const help = helpOf(
  `${COMMAND} -- --pictures DIR --captions FILE --cnn FILE --out DIR: make a data set of a folder of photos. Interrupted, the same command resumes.`,
  known,
  exitCodes,
);

/**
 * Reads the command line.
 * @returns what was asked for, or `'help'`
 * @throws OptionError for an option that is unknown, missing, lacks its value or is out of range
 */
export function readOptions(argv: readonly string[]): PrepareDataOptions | 'help' {
  const values = readCommandLine(COMMAND, known, argv);
  if (values.help) return 'help';
  const required = (name: string, value: string) => {
    const found = values[name];
    if (typeof found === 'string') return found;
    throw new OptionError({ where: COMMAND, expected: `--${name} ${value}`, found: 'none' });
  };
  const number = (name: string, otherwise: number) => Number(values[name] ?? otherwise);
  const [val, test, captionLength] = [number('val', 0.1), number('test', 0.1), number('caption-length', 17)];
  if (val + test > 0.9) {
    const where = `${COMMAND}: --val, --test`;
    throw new OptionError({ where, expected: 'at most 0.9 of the pictures together', found: String(val + test) });
  }
  if (captionLength < 3) {
    const where = `${COMMAND}: --caption-length`;
    throw new OptionError({ where, expected: '3 or more: <START>, a word, <END>', found: String(captionLength) });
  }
  const { captions, cnn, backend } = values;
  return {
    pictures: required('pictures', 'DIR'),
    out: required('out', 'DIR'),
    ...(typeof captions === 'string' && { captions }),
    ...(typeof cnn === 'string' && { cnn }),
    ...(backend !== undefined && { backend: backend === 'cpu' ? 'cpu' : 'webgpu' }),
    ...(values['min-count'] !== undefined && { minCount: number('min-count', 0) }),
    captionLength,
    val,
    test,
    seed: number('seed', 0),
    dealing: DEALING.filter((name) => values[name] !== undefined).map((name) => `--${name}`),
    batchSize: number('batch', 16),
  };
}
