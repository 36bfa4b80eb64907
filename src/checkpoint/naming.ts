import { refused } from '../tensor_files/json.ts';
import type { StoredTensors } from '../tensor_files/stored.ts';

/** One way to name the parameters, with the letters of their axes; G: columns of the gates, 4H or H. */
export interface Naming {
  /** Module of the recurrent cell; '' for CS231n, which has no modules. */
  readonly cell: '' | 'lstm' | 'rnn';
  readonly matrices: Readonly<Record<string, string>>;
  readonly biases: Readonly<Record<string, string>>;
}

/** Where the parameters of a file are. */
export interface Named {
  readonly naming: Naming;
  /** Prefix of every name: '' or `module.`, `decoder.`, … */
  readonly prefix: string;
}

const pytorch = (cell: 'lstm' | 'rnn'): Naming => ({
  cell,
  matrices: {
    'embed.weight': 'VW',
    'proj.weight': 'HD',
    [`${cell}.weight_ih_l0`]: 'GW',
    [`${cell}.weight_hh_l0`]: 'GH',
    'vocab.weight': 'VH',
  },
  biases: { 'proj.bias': 'H', [`${cell}.bias_ih_l0`]: 'G', [`${cell}.bias_hh_l0`]: 'G', 'vocab.bias': 'V' },
});

const NAMINGS: readonly Naming[] = [
  {
    cell: '',
    matrices: { W_embed: 'VW', W_proj: 'DH', Wx: 'WG', Wh: 'HG', W_vocab: 'HV' },
    biases: { b_proj: 'H', b: 'G', b_vocab: 'V' },
  },
  pytorch('lstm'),
  pytorch('rnn'),
];

/** Maximum names that a message lists, and maximum characters of each. */
const LISTED = 12;
const LONGEST_NAME = 60;

/**
 * Finds the parameters of a captioner in a file by the names of its matrices; biases may be missing. All of
 * them may share a prefix.
 * @throws CheckpointError when some are missing, or there are several sets of them
 */
export function findParameters(where: string, tensors: StoredTensors): Named {
  const candidates = candidatesIn(tensors);
  const isWhole = ({ naming, prefix }: Named) =>
    Object.keys(naming.matrices).every((name) => tensors.has(prefix + name));
  const whole = candidates.filter(isWhole);
  const [only, ...others] = whole;
  if (only && others.length === 0) return only;
  const expected = 'the parameters of one captioner';
  if (only) {
    const found = `several: ${whole.map(firstName).join(', ')}, …`;
    return refused(where, expected, found, 'Save those of one model in a separate file.');
  }
  const remedy =
    `Names are those of CS231n (W_embed, …) or of PyTorch modules embed, proj, lstm or rnn, and vocab; ` +
    `the file has ${listOfNames(tensors)}.`;
  const [nearest] = candidates;
  if (!nearest) {
    const unnamed = tensors.has('arr_0') ? ' np.savez(path, **params), with the asterisks, keeps the names.' : '';
    return refused(where, expected, 'none', remedy + unnamed);
  }
  const missing = Object.keys(nearest.naming.matrices).find((name) => !tensors.has(nearest.prefix + name));
  return refused(`${where}: ${nearest.prefix}${missing}`, 'a matrix of floats', 'no such tensor', remedy);
}

const firstName = ({ naming, prefix }: Named) => prefix + Object.keys(naming.matrices)[2];

function listOfNames(tensors: StoredTensors): string {
  const names = [...tensors.keys()];
  if (names.length === 0) return 'no tensors at all';
  const listed = names
    .slice(0, LISTED)
    .map((name) => name.slice(0, LONGEST_NAME))
    .join(', ');
  return names.length > LISTED ? `${listed} and ${names.length - LISTED} more` : listed;
}

/** Every naming and prefix that matches at least one matrix, those that match most first. */
function candidatesIn(tensors: StoredTensors): Named[] {
  const found = NAMINGS.flatMap((naming) => {
    const counts = new Map<string, number>();
    for (const name of tensors.keys()) {
      for (const matrix of Object.keys(naming.matrices)) {
        const prefix = name.slice(0, name.length - matrix.length);
        // Without the dot, xW_embed would match W_embed with a prefix.
        if (name.endsWith(matrix) && /^$|[./]$/.test(prefix)) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
      }
    }
    return [...counts].map(([prefix, count]) => ({ naming, prefix, count }));
  });
  return found.sort((a, b) => b.count - a.count);
}
