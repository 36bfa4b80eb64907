import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type FolderStore, folderStore } from '../src/checkpoint/folder_store.ts';
import { OptionError, StorageError } from '../src/errors.ts';
import { LATEST } from '../src/worker/kept_names.ts';
import { launchChromium, launchFirefox } from './browsers.ts';
import { checkCheckpointFile } from './checkpoint_file.ts';
import { findChromium } from './find_browser.ts';
import { checkpointRoute } from './start/checkpoint_route.ts';
import { filesOfFolder } from './start/data_folder.ts';
import { drivePage } from './start/drive.ts';
import { help, readOptions, type StartOptions } from './start/options.ts';
import { line } from './start/report.ts';
import { servePage } from './start/serve.ts';
import { Terminal } from './start/terminal.ts';

/** Whether a window can be shown: a display, and a browser that has windows. The packaged one has none. */
function canShow(): boolean {
  const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return Boolean(display) && findChromium() !== undefined;
}

/** The folder of checkpoints. @throws StorageError when it is to be gone on from, and holds none */
function checkpointFolder({ checkpoints, resume }: StartOptions): FolderStore | undefined {
  if (checkpoints === undefined) return undefined;
  if (resume && !existsSync(join(checkpoints, LATEST))) {
    const remedy = 'Leave out --resume to begin a run.';
    throw new StorageError({
      where: checkpoints,
      expected: `a checkpoint ${LATEST} to go on from`,
      found: 'none',
      remedy,
    });
  }
  return folderStore(checkpoints);
}

/** Serves the page, runs it in a browser and shows the run. Resolves to the exit code. */
async function start(options: StartOptions, terminal: Terminal): Promise<number> {
  if (options.weights !== undefined) checkCheckpointFile(options.weights);
  const files = options.data ? filesOfFolder(options.data, !options.headless) : [];
  const store = checkpointFolder(options);
  const served = await servePage('index.html', [checkpointRoute(store)]);
  const { browser: kind, headless } = options;
  const browser = await (kind === 'firefox' ? launchFirefox() : launchChromium({ headless }));
  try {
    terminal.print([
      line('Fourgate', `${served.address} in ${await browser.version()}${headless ? ', without a window' : ''}`),
    ]);
    const closed = new Promise((resolve) => browser.once('disconnected', resolve));
    const last = await drivePage(browser, served, options, files, (event) => terminal.take(event));
    if (!headless) {
      terminal.print(['', 'The page stays open. Close its window or press Ctrl-C to end.']);
      await closed;
    }
    return last.type === 'failed' ? 1 : 0;
  } finally {
    await browser.close();
    served.close();
  }
}

async function main(argv: readonly string[]): Promise<number> {
  const terminal = new Terminal(process.stdout);
  process.once('exit', () => terminal.close());
  try {
    const options = readOptions(argv);
    if (options === 'help') {
      terminal.print([help]);
      return 0;
    }
    return await start({ ...options, headless: options.headless || !canShow() }, terminal);
  } catch (error) {
    terminal.close();
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    if (error instanceof OptionError) process.stderr.write('npm start -- --help lists the options.\n');
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
