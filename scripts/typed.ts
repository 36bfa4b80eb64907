/** The commands of `fourgate`, and the npm scripts that run them in this repository. */
const npmScripts = {
  train: 'npm start',
  eval: 'npm run eval',
  prepare: 'npm run prepare-data',
  caption: 'npm run caption',
  bench: 'npm run bench',
} as const;

/** A command of `fourgate`. */
export type Subcommand = keyof typeof npmScripts;

/** A command as the user typed it: an npm script of this repository, or the installed command. */
export function typed(command: Subcommand): string {
  const script = process.env.npm_lifecycle_event ?? '';
  return script !== '' && npmScripts[command].endsWith(` ${script}`) ? npmScripts[command] : `fourgate ${command}`;
}

/** A command with options. npm passes on those after `--`. */
export function withOptions(name: string, options: string): string {
  return name.startsWith('npm ') ? `${name} -- ${options}` : `${name} ${options}`;
}
