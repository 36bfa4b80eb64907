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

/** A command as the user types it: an npm script where one of this repository runs, else the installed command. */
export function typed(command: Subcommand): string {
  const { npm_lifecycle_event: script = '', npm_package_name: name } = process.env;
  const ours = name === 'fourgate' && Object.values(npmScripts).some((one) => one.endsWith(` ${script}`));
  return script !== '' && ours ? npmScripts[command] : `fourgate ${command}`;
}

/** A command with options. npm passes on those after `--`. */
export function withOptions(name: string, options: string): string {
  return name.startsWith('npm ') ? `${name} -- ${options}` : `${name} ${options}`;
}
