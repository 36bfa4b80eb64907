import packageFacts from '../package.json' with { type: 'json' };
import { exitCodes, type Opened, runCommand } from '../scripts/command.ts';
import { type Subcommand, typed } from '../scripts/typed.ts';
import { OptionError } from '../src/errors.ts';
import { meant } from '../src/options/nearest.ts';

/** Does what a command line asks for. Resolves to the exit code. */
type Work = (argv: readonly string[], opened: Opened) => Promise<number>;

/** What each command does; its code is loaded when it is called. */
const commands: Readonly<Record<Subcommand, { readonly does: string; readonly load: () => Promise<Work> }>> = {
  train: {
    does: 'train a captioner on a CS231n folder, or on pictures that come with the program',
    load: async () => (await import('../scripts/start.ts')).start,
  },
  eval: {
    does: 'caption a split with a checkpoint, and score the captions',
    load: async () => (await import('../scripts/eval.ts')).evaluate,
  },
  prepare: {
    does: 'make a CS231n folder from a folder of photos',
    load: async () => (await import('../scripts/prepare_data.ts')).prepareData,
  },
  caption: {
    does: 'caption pictures with a checkpoint, word by word',
    load: async () => (await import('../scripts/caption.ts')).caption,
  },
  bench: {
    does: 'check every kernel against the CPU, and time training steps',
    load: async () => (await import('../bench/run.ts')).measure,
  },
};

const help = [
  'fourgate COMMAND [options]',
  '',
  ...Object.entries(commands).map(([name, { does }]) => `  ${name.padEnd(10)}${does}`),
  '',
  'fourgate COMMAND --help lists the options of a command. --version prints the version.',
  exitCodes,
].join('\n');

const isCommand = (name: string): name is Subcommand => Object.hasOwn(commands, name);

const [name = '--help', ...argv] = process.argv.slice(2);
await runCommand(isCommand(name) ? typed(name) : 'fourgate', async (opened) => {
  if (isCommand(name)) return (await commands[name].load())(argv, opened);
  if (name === '--help' || name === '--version') {
    process.stdout.write(`${name === '--help' ? help : packageFacts.version}\n`);
    return 0;
  }
  const names = Object.keys(commands);
  throw new OptionError({
    where: 'fourgate',
    expected: `one of ${names.join(', ')}`,
    found: name,
    ...meant(name, names),
  });
});
